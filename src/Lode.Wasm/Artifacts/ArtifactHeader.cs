using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using Lode.Wasm.Caching;

namespace Lode.Wasm.Artifacts;

/// <summary>The first page of an artifact: what it was made of and by, and where its sections lie.</summary>
sealed class ArtifactHeader
{
    /// <summary>Bytes of the header.</summary>
    public const int Size = 4096;

    /// <summary>The version of the format that this code writes and reads.</summary>
    public const int Version = 1;

    const int SectionTable = 160;
    const int SectionBytes = 24;
    const int MaximumSections = 64;
    const int ChecksumAt = Size - sizeof(uint);

    static ReadOnlySpan<byte> Magic => "LODEWASM"u8;

    /// <summary>What decides the content.</summary>
    public required ModuleKey Key { get; init; }

    /// <summary>Bytes of the module's binary.</summary>
    public required long ModuleBytes { get; init; }

    /// <summary>Bytes of the artifact.</summary>
    public required long FileBytes { get; init; }

    /// <summary>The number of functions, imported ones counted.</summary>
    public required int Functions { get; init; }

    /// <summary>The hash of everything behind the header.</summary>
    public required ContentHash Content { get; init; }

    /// <summary>The sections, in the file's order.</summary>
    public required ArtifactSection[] Sections { get; init; }

    /// <summary>Whether bytes begin as an artifact does.</summary>
    public static bool IsArtifact(ReadOnlySpan<byte> bytes) => bytes.StartsWith(Magic);

    /// <summary>Writes the header.</summary>
    /// <param name="bytes"><see cref="Size"/> bytes.</param>
    public void Write(Span<byte> bytes)
    {
        bytes.Clear();
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[8..], Version);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[12..], Size);
        Key.Build.TryWriteBytes(bytes[16..]);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[32..], Key.Options);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[36..], Key.Features);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[40..], ModuleBytes);
        Key.Module.CopyTo(bytes[48..]);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[80..], FileBytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[88..], Functions);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[92..], Sections.Length);
        Content.CopyTo(bytes[96..]);
        for (int i = 0; i < Sections.Length; i++)
        {
            Span<byte> entry = bytes.Slice(SectionTable + i * SectionBytes, SectionBytes);
            BinaryPrimitives.WriteInt32LittleEndian(entry, (int)Sections[i].Kind);
            BinaryPrimitives.WriteInt64LittleEndian(entry[8..], Sections[i].Offset);
            BinaryPrimitives.WriteInt64LittleEndian(entry[16..], Sections[i].Length);
        }
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[ChecksumAt..], Checksum(bytes[..ChecksumAt]));
    }

    /// <summary>Reads a header, and holds everything in it to the format and the file's length.</summary>
    /// <param name="bytes">The first bytes of the file, up to <see cref="Size"/>.</param>
    /// <param name="fileBytes">The file's length.</param>
    /// <param name="fault">What is wrong, where the result is null.</param>
    public static ArtifactHeader? Read(ReadOnlySpan<byte> bytes, long fileBytes, out string fault)
    {
        if (bytes.Length < Size || !IsArtifact(bytes))
        {
            fault = IsArtifact(bytes) ? $"expected a header of {Size} bytes, found {bytes.Length}" : "expected a compiled module, found something else";
            return null;
        }
        int version = BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]), size = BinaryPrimitives.ReadInt32LittleEndian(bytes[12..]);
        if (version != Version)
        {
            fault = $"expected format {Version}, found {version}; compile the module again";
            return null;
        }
        int count = BinaryPrimitives.ReadInt32LittleEndian(bytes[92..]);
        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes[ChecksumAt..]) != Checksum(bytes[..ChecksumAt]) || size != Size || (uint)count > MaximumSections)
        {
            fault = "the header is damaged";
            return null;
        }
        ArtifactHeader header = new()
        {
            Key = new(new(bytes.Slice(48, ContentHash.Size)), new Guid(bytes.Slice(16, 16)), BinaryPrimitives.ReadUInt32LittleEndian(bytes[32..]),
                BinaryPrimitives.ReadUInt32LittleEndian(bytes[36..])),
            ModuleBytes = BinaryPrimitives.ReadInt64LittleEndian(bytes[40..]),
            FileBytes = BinaryPrimitives.ReadInt64LittleEndian(bytes[80..]),
            Functions = BinaryPrimitives.ReadInt32LittleEndian(bytes[88..]),
            Content = new(bytes.Slice(96, ContentHash.Size)),
            Sections = ReadSections(bytes, count),
        };
        fault = header.FindFault(fileBytes) ?? "";
        return fault.Length == 0 ? header : null;
    }

    /// <summary>A section; an empty one where the artifact has none of the kind.</summary>
    public ArtifactSection Section(SectionKind kind)
    {
        foreach (ArtifactSection section in Sections)
        {
            if (section.Kind == kind)
                return section;
        }
        return new(kind, Size, 0);
    }

    /// <summary>
    /// CRC-32C. It finds damage by accident, which is all that a checksum in the same file can, and costs a start nothing: the library of
    /// real hashes takes longer to load than a module takes to open.
    /// </summary>
    internal static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        uint checksum = uint.MaxValue;
        foreach (uint word in MemoryMarshal.Cast<byte, uint>(bytes))
            checksum = BitOperations.Crc32C(checksum, word);
        return ~checksum;
    }

    static ArtifactSection[] ReadSections(ReadOnlySpan<byte> bytes, int count)
    {
        ArtifactSection[] sections = new ArtifactSection[count];
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> entry = bytes.Slice(SectionTable + i * SectionBytes, SectionBytes);
            sections[i] = new((SectionKind)BinaryPrimitives.ReadInt32LittleEndian(entry), BinaryPrimitives.ReadInt64LittleEndian(entry[8..]),
                BinaryPrimitives.ReadInt64LittleEndian(entry[16..]));
        }
        return sections;
    }

    /// <summary>Holds sizes that belong together to each other, so that whoever reads a section need not.</summary>
    string? FindFault(long fileBytes)
    {
        if (FileBytes != fileBytes)
            return $"expected {FileBytes:N0} bytes, found {fileBytes:N0}";
        long end = Size;
        foreach (ArtifactSection section in Sections)
        {
            if (section.Offset < end || section.Length < 0 || section.Length > FileBytes - section.Offset || section.Length > int.MaxValue)
                return $"the section {section.Kind} does not lie in the file";
            if (section.Offset % section.Alignment != 0)
                return $"the section {section.Kind} begins at {section.Offset}, not at a multiple of {section.Alignment}";
            end = section.Offset + section.Length;
            if (Section(section.Kind) != section)
                return $"the section {section.Kind} comes twice";
        }
        long pieces = Section(SectionKind.CodeFunctions).Length / 4, maps = Section(SectionKind.MapStarts).Length;
        bool fits = Functions >= 0
            && Section(SectionKind.FunctionTypes).Length == Functions * 4L
            && Section(SectionKind.FunctionStarts).Length <= Functions * 4L
            && Section(SectionKind.CodeStarts).Length == (pieces + 1) * 4
            && (maps == 0 || maps == (pieces + 1) * 4)
            && Section(SectionKind.PageRuns).Length % 12 == 0
            && Section(SectionKind.Pages).Length % PageRun.PageBytes == 0
            && Section(SectionKind.Referable).Length % 8 == 0;
        return fits ? null : "the sizes of its sections do not belong together";
    }
}
