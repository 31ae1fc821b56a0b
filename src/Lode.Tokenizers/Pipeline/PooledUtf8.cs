using System.Buffers;

namespace Lode.Tokenizers;

/// <summary>UTF-16 as UTF-8 in memory that is given back; a lone surrogate becomes U+FFFD.</summary>
ref struct PooledUtf8
{
    byte[] _buffer;
    readonly int _length;

    public PooledUtf8(ReadOnlySpan<char> text)
    {
        _buffer = ArrayPool<byte>.Shared.Rent(checked(3 * text.Length));
        System.Text.Unicode.Utf8.FromUtf16(text, _buffer, out _, out _length);
    }

    public readonly ReadOnlySpan<byte> Bytes => _buffer.AsSpan(0, _length);

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }
}
