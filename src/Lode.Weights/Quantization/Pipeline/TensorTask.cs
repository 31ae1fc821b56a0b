using Lode.Formats;
using Lode.Kernels;
using Lode.Kernels.Encode;

namespace Lode.Weights.Quantization;

/// <summary>One tensor to write: where its bytes come from, and how they shall be stored.</summary>
public sealed class TensorTask
{
    readonly long[] _dimensions;

    /// <summary>Describes a tensor.</summary>
    /// <param name="name">The name in the new file.</param>
    /// <param name="dimensions">1 to 4 extents, the row length first.</param>
    /// <param name="target">The type in the new file: the source's own, or one that there is an encoder for.</param>
    /// <param name="source">Where the bytes come from.</param>
    /// <exception cref="ArgumentException">Rows are not whole blocks of one of the types.</exception>
    /// <exception cref="NotSupportedException">The source cannot be decoded, or there is no encoder for the target.</exception>
    public TensorTask(string name, ReadOnlySpan<long> dimensions, GgmlType target, TensorSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        Name = name;
        _dimensions = dimensions.ToArray();
        Target = target;
        Source = source;
        ElementCount = 1;
        foreach (long extent in dimensions)
            ElementCount = checked(ElementCount * extent);
        foreach (GgmlType type in (ReadOnlySpan<GgmlType>)[source.Type, target])
        {
            if (dimensions[0] % GgmlTypes.BlockSize(type) != 0)
                throw new ArgumentException($"tensor '{name}': rows of {dimensions[0]} elements are not whole blocks of {type}", nameof(dimensions));
        }
        if (source.Type != target && !CanDecode(source.Type))
            throw new NotSupportedException($"tensor '{name}': {GgmlTypes.Name(source.Type)} cannot be decoded");
        if (source.Type != target && !CanEncode(target))
            throw new NotSupportedException($"tensor '{name}': there is no encoder for {GgmlTypes.Name(target)}");
    }

    /// <summary>The name in the new file.</summary>
    public string Name { get; }

    /// <summary>The extents, the row length first.</summary>
    public ReadOnlySpan<long> Dimensions => _dimensions;

    /// <summary>The type in the new file.</summary>
    public GgmlType Target { get; }

    /// <summary>The type that was asked for, where <see cref="Target"/> stands in for it because the rows are not whole blocks of it.</summary>
    public GgmlType? Wanted { get; init; }

    /// <summary>Where the bytes come from.</summary>
    public TensorSource Source { get; }

    /// <summary>What the tensor's place in the file is a multiple of, a power of two of bytes; 1 for what all tensors of the file have.</summary>
    public int Alignment { get; init; } = 1;

    /// <summary>What is done to the values on the way, if anything.</summary>
    public ValueTransform? Transform { get; init; }

    /// <summary>The product of the dimensions.</summary>
    public long ElementCount { get; }

    /// <summary>Bytes to read.</summary>
    public long SourceBytes => GgmlTypes.ByteLength(Source.Type, ElementCount);

    /// <summary>Bytes to write.</summary>
    public long TargetBytes => GgmlTypes.ByteLength(Target, ElementCount);

    /// <summary>Whether the bytes go through unseen.</summary>
    internal bool IsCopy => Source.Type == Target && Transform is null;

    /// <summary>Whether tensors of a type can be turned into another.</summary>
    public static bool CanDecode(GgmlType type) => TensorFormats.IsSupported((TensorFormat)type);

    /// <summary>Whether tensors can be turned into a type.</summary>
    public static bool CanEncode(GgmlType type) => RowEncoder.IsSupported((TensorFormat)type);
}
