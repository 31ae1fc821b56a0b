using System.Globalization;
using Lode.Memory;

namespace Lode.Wasm.Caching;

/// <summary>What a cache knows of a file: that as long as the file is the same, its content has a hash.</summary>
/// <remarks>
/// One line of text: version, length, times of modification and change, hash, path. The file that holds it is named for device and inode.
/// </remarks>
readonly record struct FileNote(long Length, long Modified, long Changed, ContentHash Hash, string Path)
{
    const string Version = "1";

    /// <summary>The ending of the files that hold notes.</summary>
    public const string Ending = ".note";

    /// <summary>A file that changed this recently, in nanoseconds, may change again without its times telling.</summary>
    public const long Unsettled = 2_000_000_000;

    /// <summary>The name of the file that holds the note of a file.</summary>
    public static string NameFor(in FileStatus source) =>
        string.Create(CultureInfo.InvariantCulture, $"{source.Device:x}-{source.Inode:x}{Ending}");

    /// <summary>Whether the note was made of a file as it is now.</summary>
    public bool IsOf(in FileStatus source) => Length == source.Length && Modified == source.Modified && Changed == source.Changed;

    /// <summary>Reads a note; null where the text is none.</summary>
    public static FileNote? Parse(string text)
    {
        string[] parts = text.TrimEnd('\n').Split(' ', 6);
        if (parts.Length != 6 || parts[0] != Version || parts[4].Length != ContentHash.Size * 2)
            return null;
        Span<byte> hash = stackalloc byte[ContentHash.Size];
        bool whole = TryParse(parts[1], out long length) & TryParse(parts[2], out long modified) & TryParse(parts[3], out long changed)
            & Convert.FromHexString(parts[4], hash, out _, out _) == System.Buffers.OperationStatus.Done;
        return whole ? new(length, modified, changed, new(hash), parts[5]) : null;
    }

    /// <summary>The note as text.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Version} {Length} {Modified} {Changed} {Hash} {Path.ReplaceLineEndings(" ")}\n");

    static bool TryParse(string text, out long value) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);
}
