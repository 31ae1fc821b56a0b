using System.Runtime.CompilerServices;

namespace Lode.Formats;

/// <summary>An entry of a tensor directory: what a tensor is called, what it is made of, and where its bytes lie.</summary>
public sealed class GgufTensor
{
    readonly Shape _shape;
    readonly int _rank;

    internal GgufTensor(GgufFile file, string name, GgmlType type, ReadOnlySpan<long> dimensions, long elementCount, long offset)
    {
        File = file;
        Name = name;
        Type = type;
        ElementCount = elementCount;
        ByteLength = GgmlTypes.ByteLength(type, elementCount);
        Offset = offset;
        _rank = dimensions.Length;
        dimensions.CopyTo(_shape);
    }

    /// <summary>The name, such as <c>blk.0.attn_q.weight</c>.</summary>
    public string Name { get; }

    /// <summary>How the elements are stored.</summary>
    public GgmlType Type { get; }

    /// <summary>
    /// The extents, 1 to 4 of them and each 1 or more, in ggml's order: the first is the length of a row, whose elements lie side by side.
    /// </summary>
    /// <remarks>
    /// The first extent is a multiple of the type's block size. A tensor that the file calls a scalar has one extent of 1.
    /// </remarks>
    public ReadOnlySpan<long> Dimensions => ((ReadOnlySpan<long>)_shape)[.._rank];

    /// <summary>The product of the dimensions.</summary>
    public long ElementCount { get; }

    /// <summary>The length of the stored elements in bytes.</summary>
    public long ByteLength { get; }

    /// <summary>The first byte in <see cref="File"/>, from the start of the file; a multiple of <see cref="GgufFile.Alignment"/>.</summary>
    public long Offset { get; internal set; }

    /// <summary>The file that holds the bytes; one part of a split model.</summary>
    public GgufFile File { get; }

    /// <summary>Makes the error of a tensor that is not as a reader needs it.</summary>
    /// <param name="expected">What should be there.</param>
    /// <param name="found">What is there.</param>
    /// <param name="advice">What to do about it.</param>
    public ModelFormatException Error(string expected, string found, string advice) =>
        new(File.File.Path, ModelFormatException.Tensor(Name), expected, found, advice, Offset);

    /// <summary>For example <c>token_embd.weight Q4_0 [2048, 32000]</c>.</summary>
    public override string ToString() => $"{Name} {Type} [{string.Join(", ", Dimensions.ToArray())}]";

    [InlineArray(GgufLimits.Dimensions)]
    struct Shape
    {
        long _first;
    }
}
