using Lode.Formats;

namespace Lode.Weights.HuggingFace;

/// <summary>A tensor of a Hugging Face model in GGUF's terms: where it comes from and what becomes of it.</summary>
/// <param name="Name">The name in GGUF.</param>
/// <param name="Source">The tensor in safetensors.</param>
/// <param name="Type">How <paramref name="Source"/> is stored: F32, F16 or BF16.</param>
/// <param name="Dimensions">The extents, one or two, the row length first.</param>
/// <param name="Change">What becomes of it.</param>
/// <param name="Factor">What values are multiplied with, after <see cref="TensorChange.PlusOne"/>; 1 for most.</param>
/// <param name="HeadDimension">Rows of a head, for <see cref="TensorChange.RotaryRows"/>.</param>
public sealed record PlannedTensor(
    string Name, SafetensorsTensor Source, GgmlType Type, IReadOnlyList<long> Dimensions, TensorChange Change, double Factor, int HeadDimension)
{
    /// <summary>Whether it is a vector, which GGUF has in F32.</summary>
    public bool IsVector => Dimensions.Count == 1;

    /// <summary>Whether values change, and not only their places.</summary>
    public bool ChangesValues => (Change & (TensorChange.PlusOne | TensorChange.Scaled)) != 0;

    /// <summary>The type that loses nothing: F32 for vectors and where values change, else the source's.</summary>
    public GgmlType ExactType => IsVector || ChangesValues ? GgmlType.F32 : Type;

    /// <summary>Changes decoded values in place.</summary>
    public void Apply(Span<float> values)
    {
        double term = (Change & TensorChange.PlusOne) != 0 ? 1 : 0;
        foreach (ref float value in values)
            value = (float)((value + term) * Factor);
    }

    /// <summary>The row of the source that becomes a row of the tensor; of a vector, the element.</summary>
    /// <remarks>
    /// Hugging Face turns element i of a head with element i + head_dim / 2; GGUF's llama architecture turns 2i with 2i + 1. Source: the
    /// <c>permute</c> of llama.cpp's converter.
    /// </remarks>
    public long SourceRow(long row)
    {
        if ((Change & TensorChange.RotaryRows) == 0)
            return row;
        long inHead = row % HeadDimension;
        return row - inHead + inHead / 2 + inHead % 2 * (HeadDimension / 2);
    }
}
