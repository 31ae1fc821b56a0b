using Lode.Kernels.Checks;

namespace Lode.Weights.Quantization;

/// <summary>What was written.</summary>
/// <param name="Tensors">The tensors, in the order of the file.</param>
/// <param name="FileLength">The length of the file in bytes.</param>
public sealed record QuantizationResult(IReadOnlyList<TensorOutcome> Tensors, long FileLength)
{
    /// <summary>Bytes of the source's tensors.</summary>
    public long SourceBytes => Tensors.Sum(tensor => tensor.Task.SourceBytes);

    /// <summary>Bytes of the tensors as written.</summary>
    public long TargetBytes => Tensors.Sum(tensor => tensor.Task.TargetBytes);

    /// <summary>Elements of all tensors.</summary>
    public long ElementCount => Tensors.Sum(tensor => tensor.Task.ElementCount);

    /// <summary>The errors of all tensors that were converted, or null where they were not measured.</summary>
    public ErrorSums? Errors
    {
        get
        {
            ErrorSums sum = default;
            foreach (TensorOutcome tensor in Tensors)
            {
                if (tensor.Errors is not { } errors)
                    return null;
                sum.Add(errors);
            }
            return sum;
        }
    }
}
