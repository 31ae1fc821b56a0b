using System.Buffers.Binary;
using System.Text;

namespace Lode.Wasm.Tests.Soundness.Generation;

/// <summary>Writes the binary format.</summary>
sealed class BinaryBuilder
{
    readonly List<byte> _bytes = [];

    public int Length => _bytes.Count;

    public BinaryBuilder Byte(int value)
    {
        _bytes.Add((byte)value);
        return this;
    }

    public BinaryBuilder Bytes(ReadOnlySpan<byte> bytes)
    {
        _bytes.AddRange(bytes);
        return this;
    }

    public BinaryBuilder U32(long value)
    {
        uint rest = (uint)value;
        for (; rest >= 0x80; rest >>= 7)
            _bytes.Add((byte)(rest | 0x80));
        return Byte((int)rest);
    }

    public BinaryBuilder Signed(long value)
    {
        while (value is < -64 or > 63)
        {
            _bytes.Add((byte)(value | 0x80));
            value >>= 7;
        }
        return Byte((int)value & 0x7f);
    }

    public BinaryBuilder Fixed(ulong value, int bytes)
    {
        Span<byte> span = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(span, value);
        return Bytes(span[..bytes]);
    }

    public BinaryBuilder Name(string name) => U32(name.Length).Bytes(Encoding.UTF8.GetBytes(name));

    public BinaryBuilder Section(int id, BinaryBuilder content) => Byte(id).U32(content.Length).Bytes(content.ToArray());

    /// <summary>A section that is a list; nothing where that is empty.</summary>
    public BinaryBuilder Section<T>(int id, IReadOnlyList<T> items, Action<BinaryBuilder, T> write)
    {
        if (items.Count == 0)
            return this;
        BinaryBuilder content = new BinaryBuilder().U32(items.Count);
        foreach (T item in items)
            write(content, item);
        return Section(id, content);
    }

    public byte[] ToArray() => [.. _bytes];
}
