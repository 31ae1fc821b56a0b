using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Lode.Memory;

namespace Lode.Tokenizers;

/// <summary>Collects the sections of a compiled tokenizer and writes them, all or nothing.</summary>
sealed class CompiledWriter
{
    readonly List<(CompiledSection Section, int ElementSize, byte[] Bytes)> _sections = [];

    /// <summary>Adds a section, in the order of <see cref="CompiledSection"/>.</summary>
    public void Add<T>(CompiledSection section, ReadOnlySpan<T> values)
        where T : unmanaged => _sections.Add((section, Unsafe.SizeOf<T>(), MemoryMarshal.AsBytes(values).ToArray()));

    /// <summary>Writes the file.</summary>
    /// <param name="path">Where it shall be; what is there stays until all is written.</param>
    /// <param name="sourceHash">SHA-256 of what it was made of.</param>
    public void Write(string path, ReadOnlySpan<byte> sourceHash)
    {
        int tableEnd = CompiledFormat.HeaderLength + CompiledFormat.EntryLength * _sections.Count;
        long[] offsets = new long[_sections.Count];
        long position = Align(tableEnd);
        int headLength = 0;
        for (int i = 0; i < offsets.Length; i++)
        {
            if (_sections[i].Section < CompiledSection.TextEnds)
                headLength = (int)Align(position + _sections[i].Bytes.Length);
            offsets[i] = position;
            position = Align(position + _sections[i].Bytes.Length);
        }
        if (headLength > CompiledFormat.MaxHeadLength)
            throw new NotSupportedException($"its description has {headLength} bytes and may have {CompiledFormat.MaxHeadLength}: open the source itself");
        byte[] head = new byte[headLength];
        CompiledFormat.Magic.CopyTo(head);
        BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(CompiledFormat.VersionAt), CompiledFormat.Version);
        BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(CompiledFormat.SectionsAt), _sections.Count);
        BinaryPrimitives.WriteInt64LittleEndian(head.AsSpan(CompiledFormat.FileLengthAt), position);
        BinaryPrimitives.WriteInt64LittleEndian(head.AsSpan(CompiledFormat.HeadLengthAt), headLength);
        sourceHash.CopyTo(head.AsSpan(CompiledFormat.SourceHashAt, CompiledFormat.HashLength));
        for (int i = 0; i < offsets.Length; i++)
        {
            Span<byte> entry = head.AsSpan(CompiledFormat.HeaderLength + i * CompiledFormat.EntryLength, CompiledFormat.EntryLength);
            BinaryPrimitives.WriteInt32LittleEndian(entry, (int)_sections[i].Section);
            BinaryPrimitives.WriteInt32LittleEndian(entry[4..], _sections[i].ElementSize);
            BinaryPrimitives.WriteInt64LittleEndian(entry[8..], offsets[i]);
            BinaryPrimitives.WriteInt64LittleEndian(entry[16..], _sections[i].Bytes.Length);
            if (offsets[i] < headLength)
                _sections[i].Bytes.CopyTo(head.AsSpan((int)offsets[i]));
        }
        SHA256.HashData(head, head.AsSpan(CompiledFormat.HeadHashAt));
        using OutputFile file = new(path);
        file.Reserve(position);
        file.Write(head);
        for (int i = 0; i < offsets.Length; i++)
        {
            if (offsets[i] < headLength)
                continue;
            Pad(file, offsets[i]);
            file.Write(_sections[i].Bytes);
        }
        Pad(file, position);
        file.Commit();
    }

    static long Align(long position) => (position + CompiledFormat.Alignment - 1) & -CompiledFormat.Alignment;

    static void Pad(OutputFile file, long position)
    {
        Span<byte> zeros = stackalloc byte[CompiledFormat.Alignment];
        zeros.Clear();
        file.Write(zeros[..(int)(position - file.Position)]);
    }
}
