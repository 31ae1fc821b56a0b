namespace Lode.Wasm.Artifacts;

/// <summary>Where a section lies in an artifact.</summary>
/// <param name="Kind">What it holds.</param>
/// <param name="Offset">The offset of its first byte in the file.</param>
/// <param name="Length">Bytes.</param>
readonly record struct ArtifactSection(SectionKind Kind, long Offset, long Length)
{
    /// <summary>What its offset is a multiple of: a page where it is mapped by itself.</summary>
    public int Alignment => Kind is SectionKind.Text or SectionKind.Pages ? PageRun.PageBytes : 64;
}
