using System.Buffers;
using System.Text;

namespace Lode.Tokenizers;

/// <summary>Takes UTF-8 in parts, cut anywhere, and makes a string of it; U+FFFD for each maximal part that is none.</summary>
/// <param name="capacity">About how many UTF-16 units there will be.</param>
sealed class Utf16Writer(int capacity) : IBufferWriter<byte>, IDisposable
{
    const int BlockLength = 16 << 10; // transcoded while it is in the first cache

    readonly Decoder _decoder = Encoding.UTF8.GetDecoder();
    readonly PooledWriter<char> _chars = new(capacity);
    byte[] _block = ArrayPool<byte>.Shared.Rent(BlockLength);

    public void Advance(int count) => Transcode(_block.AsSpan(0, count), isLast: false);

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _block;
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _block;
    }

    /// <summary>Ends the text and returns it.</summary>
    public string Complete()
    {
        Transcode([], isLast: true);
        return new string(_chars.Written);
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_block);
        _block = [];
        _chars.Dispose();
    }

    void Transcode(ReadOnlySpan<byte> utf8, bool isLast)
    {
        // One for each byte, and what was kept of the part before.
        Span<char> room = _chars.GetSpan(utf8.Length + 3);
        _chars.Advance(_decoder.GetChars(utf8, room, isLast));
    }

    void Reserve(int count)
    {
        if (count <= _block.Length)
            return;
        ArrayPool<byte>.Shared.Return(_block);
        _block = ArrayPool<byte>.Shared.Rent(count);
    }
}
