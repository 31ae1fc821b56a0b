using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;

namespace Lode.Wasm;

/// <summary>Reads the parts of a module that are not code, never beyond its end.</summary>
[StructLayout(LayoutKind.Auto)]
ref struct BinaryCursor
{
    readonly ReadOnlySpan<byte> _bytes;

    /// <param name="bytes">The module up to where this cursor may read; offsets count from its beginning.</param>
    /// <param name="position">Where to begin.</param>
    /// <param name="faults">Makes the exceptions.</param>
    public BinaryCursor(ReadOnlySpan<byte> bytes, int position, Faults faults)
    {
        _bytes = bytes;
        Position = position;
        Faults = faults;
    }

    /// <summary>Makes the exceptions.</summary>
    public Faults Faults { get; }

    /// <summary>The offset of the next byte.</summary>
    public int Position { get; private set; }

    /// <summary>The offset behind the last byte.</summary>
    public readonly int End => _bytes.Length;

    /// <summary>The number of bytes left.</summary>
    public readonly int Remaining => _bytes.Length - Position;

    /// <summary>Reads a byte.</summary>
    public byte Byte()
    {
        if (Position >= _bytes.Length)
            throw Faults.Malformed(Position, "unexpected end");
        return _bytes[Position++];
    }

    /// <summary>Reads an unsigned integer of 32 bits.</summary>
    public uint U32()
    {
        uint value = Leb128.U32(_bytes, Position, out int length);
        Advance(length);
        return value;
    }

    /// <summary>Reads a signed integer of 32 bits.</summary>
    public int S32()
    {
        int value = Leb128.S32(_bytes, Position, out int length);
        Advance(length);
        return value;
    }

    /// <summary>Reads a signed integer of 64 bits.</summary>
    public long S64()
    {
        long value = Leb128.S64(_bytes, Position, out int length);
        Advance(length);
        return value;
    }

    /// <summary>Reads a number of items that follow, of at least one byte each: never more than bytes are left.</summary>
    /// <param name="limit">The most that is accepted.</param>
    /// <param name="name">The limit's name.</param>
    /// <param name="before">Items that count towards the limit already.</param>
    public int Count(int limit, string name, int before = 0)
    {
        int at = Position;
        uint count = U32();
        if (count > (uint)Remaining)
            throw Faults.Malformed(at, "unexpected end of section or function", $"{count} items cannot lie in {Remaining} bytes");
        if (count + before > limit)
            throw Faults.Limit(at, name, count + before, limit);
        return (int)count;
    }

    /// <summary>Reads bytes; the number is checked against what is left.</summary>
    public ReadOnlySpan<byte> Bytes(uint count, int at)
    {
        if (count > (uint)Remaining)
            throw Faults.Malformed(at, "length out of bounds", $"{count} bytes, but only {Remaining} are left");
        ReadOnlySpan<byte> bytes = _bytes.Slice(Position, (int)count);
        Position += (int)count;
        return bytes;
    }

    /// <summary>Reads a name.</summary>
    public string Name(int limit)
    {
        int at = Position;
        ReadOnlySpan<byte> bytes = Bytes(U32(), at);
        if (bytes.Length > limit)
            throw Faults.Limit(at, nameof(WasmLimits.NameBytes), bytes.Length, limit);
        if (!Utf8.IsValid(bytes))
            throw Faults.Malformed(at, "malformed UTF-8 encoding");
        return Encoding.UTF8.GetString(bytes);
    }

    /// <summary>Reads a type of values.</summary>
    public ValueKind Kind()
    {
        byte code = Byte();
        if (!ValueKinds.IsKnown(code))
            throw Faults.Unknown(Position - 1, Proposals.OfValueKind(code), "malformed value type", $"0x{code:x2}");
        return (ValueKind)code;
    }

    /// <summary>Reads a type of references.</summary>
    public ValueKind ReferenceKind()
    {
        byte code = Byte();
        if (code is not (0x70 or 0x6f))
            throw Faults.Unknown(Position - 1, Proposals.OfValueKind(code), "malformed reference type", $"0x{code:x2}");
        return (ValueKind)code;
    }

    void Advance(int length)
    {
        if (length < 0)
            throw Faults.Integer(Position, length);
        Position += length;
    }
}
