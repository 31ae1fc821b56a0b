using System.Buffers.Binary;

namespace Lode.Wasi;

/// <summary>Writes directory entries into a guest's buffer; the last one is cut where the buffer ends, as preview 1 says.</summary>
ref struct EntryWriter(GuestMemory memory, uint address, uint length)
{
    const int HeaderBytes = 24;

    /// <summary>Bytes written.</summary>
    public uint Used { get; private set; }

    /// <summary>Bytes left.</summary>
    public readonly uint Free => length - Used;

    /// <summary>The buffer turned out not to be writable.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>Writes an entry.</summary>
    /// <returns>Whether there is room for more.</returns>
    public bool Add(ulong next, ulong inode, FileKind kind, scoped ReadOnlySpan<byte> name)
    {
        Span<byte> header = stackalloc byte[HeaderBytes];
        header.Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(header, next);
        BinaryPrimitives.WriteUInt64LittleEndian(header[8..], inode);
        BinaryPrimitives.WriteInt32LittleEndian(header[16..], name.Length);
        header[20] = (byte)kind;
        return Write(header) && Write(name);
    }

    bool Write(scoped ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<byte> fitting = bytes[..(int)Math.Min((uint)bytes.Length, Free)];
        if (!memory.TryWrite(address + Used, fitting))
        {
            IsBroken = true;
            return false;
        }
        Used += (uint)fitting.Length;
        return Free > 0;
    }
}
