namespace Lode.Wasm.Artifacts;

/// <summary>The content of a section that is to be written.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Write">Writes them; called twice, for the hash and for the file.</param>
sealed record ArtifactPart(SectionKind Kind, long Length, Action<Stream> Write)
{
    /// <summary>A section of bytes.</summary>
    public ArtifactPart(SectionKind kind, byte[] bytes)
        : this(kind, bytes.Length, stream => stream.Write(bytes))
    {
    }

    /// <summary>A section of numbers.</summary>
    public ArtifactPart(SectionKind kind, ReadOnlySpan<int> numbers)
        : this(kind, System.Runtime.InteropServices.MemoryMarshal.AsBytes(numbers).ToArray())
    {
    }
}
