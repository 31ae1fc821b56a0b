using System.Globalization;
using Lode.Formats;

namespace Lode.Weights.Checking;

/// <summary>How many blocks of a tensor are not finite, and which is the first.</summary>
struct NotFiniteCount
{
    long _first;

    public long Count { get; private set; }

    public void Add(long block)
    {
        if (Count++ == 0)
            _first = block;
    }

    /// <summary>Adds what a later part of the tensor has.</summary>
    public void Add(NotFiniteCount later)
    {
        if (Count == 0)
            _first = later._first;
        Count += later.Count;
    }

    public readonly ModelFault Describe(ContainerTensor tensor)
    {
        ElementType type = tensor.Type;
        long element = _first * type.BlockElements, blocks = tensor.ElementCount / type.BlockElements;
        if (type.IsPanels)
        {
            // A block is that of 16 rows; what is told is the place in the first of them.
            (long panel, long within) = Math.DivRem(element, GgmlTypes.PanelRows * tensor.Shape[^1]);
            element = panel * GgmlTypes.PanelRows * tensor.Shape[^1] + within / GgmlTypes.PanelRows;
        }
        string where = $"[{string.Join(", ", Indices(tensor.Shape, element))}]";
        string message = type.BlockElements == 1
            ? string.Create(CultureInfo.InvariantCulture,
                $"{Count:N0} of {blocks:N0} {type.Name} values are infinite or NaN; the first is {where}")
            : string.Create(CultureInfo.InvariantCulture,
                $"{Count:N0} of {blocks:N0} {type.Name} blocks have an infinite or NaN scale; the first begins at {where}");
        return new ModelFault(tensor.Path, tensor.Name, tensor.Offset + _first * type.BlockBytes, message);
    }

    static long[] Indices(ReadOnlySpan<long> shape, long element)
    {
        long[] indices = new long[shape.Length];
        for (int i = shape.Length - 1; i >= 0; i--)
            (element, indices[i]) = Math.DivRem(element, shape[i]);
        return indices;
    }
}
