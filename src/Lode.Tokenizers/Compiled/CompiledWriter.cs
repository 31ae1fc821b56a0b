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

    /// <summary>Adds a section; those of the head come first.</summary>
    public void Add<T>(CompiledSection section, ReadOnlySpan<T> values)
        where T : unmanaged => _sections.Add((section, Unsafe.SizeOf<T>(), MemoryMarshal.AsBytes(values).ToArray()));

    /// <summary>Writes the file.</summary>
    /// <param name="path">Where it shall be; what is there stays until all is written.</param>
    /// <param name="sourceHash">SHA-256 of what it was made of.</param>
    public void Write(string path, ReadOnlySpan<byte> sourceHash)
    {
        using OutputFile file = new(path);
        Write(file, sourceHash, file.Reserve);
        file.Commit();
    }

    /// <summary>Writes it to where a file's bytes go.</summary>
    /// <param name="target">Takes the bytes.</param>
    /// <param name="sourceHash">SHA-256 of what it was made of.</param>
    /// <param name="reserve">Is told the length first.</param>
    public void Write(Stream target, ReadOnlySpan<byte> sourceHash, Action<long> reserve)
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
        reserve(position);
        target.Write(head);
        long written = headLength;
        for (int i = 0; i < offsets.Length; i++)
        {
            if (offsets[i] < headLength)
                continue;
            Pad(target, offsets[i] - written);
            target.Write(_sections[i].Bytes);
            written = offsets[i] + _sections[i].Bytes.Length;
        }
        Pad(target, position - written);
    }

    static long Align(long position) => (position + CompiledFormat.Alignment - 1) & -CompiledFormat.Alignment;

    static void Pad(Stream target, long count)
    {
        Span<byte> zeros = stackalloc byte[CompiledFormat.Alignment];
        zeros.Clear();
        target.Write(zeros[..(int)count]);
    }
}
