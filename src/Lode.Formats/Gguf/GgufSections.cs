namespace Lode.Formats;

/// <summary>Tensors of a packed file that are no weights but sections of <see cref="GgmlType.Bytes"/>: see <c>docs/packing.md</c>.</summary>
public static class GgufSections
{
    /// <summary>What all their names begin with.</summary>
    public const string Prefix = "lode.";

    /// <summary>The compiled tokenizer: see <c>docs/tokenizer-format.md</c>.</summary>
    public const string Tokenizer = "lode.tokenizer";

    /// <summary>What the file was made of, without the tensors; with a number, from 1, for each of its parts.</summary>
    public const string Source = "lode.source.";

    /// <summary>The metadata key of the SHA-256 of the source's headers, in hexadecimal.</summary>
    public const string SourceHashKey = "lode.pack.source_hash";

    /// <summary>Whether a tensor is such a section.</summary>
    public static bool IsSection(GgufTensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        return tensor.Type == GgmlType.Bytes && tensor.Name.StartsWith(Prefix, StringComparison.Ordinal);
    }
}
