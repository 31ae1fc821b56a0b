using System.Runtime.CompilerServices;
using Lode.Memory;

namespace Lode.Formats;

/// <summary>An entry of a tensor directory: what a tensor is called, what it is made of, and where its bytes lie.</summary>
public sealed class GgufTensor
{
    readonly Shape _shape;
    readonly int _rank;
    MappedFile? _data;
    long _dataOffset;

    /// <summary>Describes a tensor that lies in a file of any format.</summary>
    /// <param name="file">The file.</param>
    /// <param name="offset">The first byte in the file.</param>
    /// <param name="name">The name.</param>
    /// <param name="type">How the elements are stored.</param>
    /// <param name="dimensions">1 to 4 extents, the row length first; that one a multiple of the type's block size.</param>
    /// <exception cref="ArgumentException">The dimensions are not as described.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The tensor does not lie in the file.</exception>
    public GgufTensor(MappedFile file, long offset, string name, GgmlType type, params ReadOnlySpan<long> dimensions)
        : this(file.Path, name, type, dimensions, CountElements(dimensions), offset)
    {
        if (!GgmlTypes.Fits(type, dimensions))
            throw new ArgumentException($"tensor '{name}' of {GgmlTypes.Name(type)} cannot have rows of {dimensions[0]} elements, or not so many", nameof(dimensions));
        PlaceIn(file, offset);
    }

    internal GgufTensor(string path, string name, GgmlType type, ReadOnlySpan<long> dimensions, long elementCount, long offset)
    {
        Path = path;
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

    /// <summary>The first byte in the file, from its start; in a GGUF file a multiple of <see cref="GgufFile.Alignment"/>.</summary>
    public long Offset { get; internal set; }

    /// <summary>The path of the file that holds the bytes, as errors name it; of a split model, that of one part.</summary>
    public string Path { get; }

    /// <summary>Whether the bytes are at hand: always in a mapped file; in a stream once they were received.</summary>
    public bool IsPlaced => _data is not null;

    /// <summary>The file or memory that the bytes lie in; null where they are not at hand.</summary>
    internal MappedFile? Data => _data;

    /// <summary>Takes a lease on the bytes: <see cref="ByteLength"/> of them, in memory or mapped.</summary>
    /// <exception cref="InvalidOperationException">The tensor comes in a stream and was not received, or was handed on.</exception>
    /// <exception cref="ObjectDisposedException">The file was closed.</exception>
    public MappedView View() => (_data ?? throw new InvalidOperationException($"the bytes of tensor '{Name}' are not at hand"))
        .View(_dataOffset, ByteLength);

    /// <summary>Makes the error of a tensor that is not as a reader needs it.</summary>
    /// <param name="expected">What should be there.</param>
    /// <param name="found">What is there.</param>
    /// <param name="advice">What to do about it.</param>
    public ModelFormatException Error(string expected, string found, string advice) =>
        new(Path, ModelFormatException.Tensor(Name), expected, found, advice, Offset);

    /// <summary>For example <c>token_embd.weight Q4_0 [2048, 32000]</c>.</summary>
    public override string ToString() => $"{Name} {Type} [{string.Join(", ", Dimensions.ToArray())}]";

    /// <summary>Says where the bytes are.</summary>
    /// <param name="data">The file, or the memory that the tensor was read into.</param>
    /// <param name="offset">The first byte in it.</param>
    internal void PlaceIn(MappedFile data, long offset)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, data.Length - ByteLength);
        _data = data;
        _dataOffset = offset;
    }

    static long CountElements(ReadOnlySpan<long> dimensions)
    {
        if (dimensions.Length is < 1 or > GgufLimits.Dimensions)
            throw new ArgumentException($"1 to {GgufLimits.Dimensions} dimensions are needed", nameof(dimensions));
        long elements = 1;
        foreach (long extent in dimensions)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(extent, 1, nameof(dimensions));
            elements = checked(elements * extent);
        }
        return elements;
    }

    [InlineArray(GgufLimits.Dimensions)]
    struct Shape
    {
        long _first;
    }
}
