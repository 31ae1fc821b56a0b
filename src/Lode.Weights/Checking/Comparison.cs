namespace Lode.Weights.Checking;

/// <summary>What <see cref="ModelComparer"/> found.</summary>
/// <param name="Tensors">The tensors of both, in the order of the first.</param>
/// <param name="OnlyInFirst">Tensors that the second does not have.</param>
/// <param name="OnlyInSecond">Tensors that the first does not have.</param>
public sealed record Comparison(
    IReadOnlyList<TensorComparison> Tensors, IReadOnlyList<ContainerTensor> OnlyInFirst, IReadOnlyList<ContainerTensor> OnlyInSecond)
{
    /// <summary>How many tensors of both have the same type, shape and bytes.</summary>
    public int Identical => Tensors.Count(tensor => tensor.IsIdentical);

    /// <summary>The root mean square error of all compared values together, relative to the values of the first; NaN without any.</summary>
    public double RelativeRmsError
    {
        get
        {
            double differences = 0, squares = 0;
            foreach (TensorComparison tensor in Tensors.Where(tensor => tensor.IsCompared))
            {
                differences += tensor.SquaredDifferences;
                squares += tensor.Squares;
            }
            return differences == 0 && Tensors.Any(tensor => tensor.IsCompared) ? 0 : Math.Sqrt(differences / squares);
        }
    }
}
