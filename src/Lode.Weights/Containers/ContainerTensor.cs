using Lode.Formats;
using Lode.Memory;

namespace Lode.Weights;

/// <summary>A tensor in a file of either format.</summary>
public sealed class ContainerTensor
{
    readonly Func<MappedView> _view;
    readonly long[] _shape;

    internal ContainerTensor(GgufTensor tensor)
    {
        _view = tensor.View;
        Name = tensor.Name;
        Type = ElementType.Of(tensor.Type);
        _shape = tensor.Dimensions.ToArray();
        Array.Reverse(_shape);
        (Path, Offset, ByteLength, ElementCount) = (tensor.Path, tensor.Offset, tensor.ByteLength, tensor.ElementCount);
    }

    internal ContainerTensor(SafetensorsTensor tensor)
    {
        _view = tensor.View;
        Name = tensor.Name;
        Type = ElementType.Of(tensor.Type);
        _shape = tensor.Shape.ToArray();
        (Path, Offset, ByteLength, ElementCount) = (tensor.Path, tensor.Offset, tensor.ByteLength, tensor.ElementCount);
    }

    /// <summary>The name in the file.</summary>
    public string Name { get; }

    /// <summary>How the elements are stored.</summary>
    public ElementType Type { get; }

    /// <summary>The extents, the longest stride first: <c>[rows, columns]</c>.</summary>
    public ReadOnlySpan<long> Shape => _shape;

    /// <summary>The product of the extents.</summary>
    public long ElementCount { get; }

    /// <summary>The length of the stored elements in bytes.</summary>
    public long ByteLength { get; }

    /// <summary>The first byte in the file.</summary>
    public long Offset { get; }

    /// <summary>The path of the file.</summary>
    public string Path { get; }

    /// <summary>Takes a lease on the bytes.</summary>
    /// <exception cref="ObjectDisposedException">The file was closed.</exception>
    public MappedView View() => _view();

    /// <summary>Whether two tensors have the same extents. Leading extents of 1 do not count: formats differ in them.</summary>
    internal bool HasShapeOf(ContainerTensor other) => _shape.AsSpan().TrimStart(1L).SequenceEqual(other._shape.AsSpan().TrimStart(1L));
}
