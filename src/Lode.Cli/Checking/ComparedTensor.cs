using Lode.Weights.Checking;

namespace Lode.Cli.Checking;

/// <summary>One tensor of a <see cref="CompareReport"/>; shapes have the rows first.</summary>
/// <remarks>Errors are null where nothing was compared, which the obstacle explains, and where they are not finite.</remarks>
sealed record ComparedTensor(
    string Name,
    string FirstType,
    string SecondType,
    long[] FirstShape,
    long[] SecondShape,
    bool Identical,
    double? RmsError,
    double? RelativeRmsError,
    double? LargestError,
    string? Obstacle)
{
    public static ComparedTensor Of(TensorComparison tensor) => new(
        tensor.First.Name, tensor.First.Type.Name, tensor.Second.Type.Name, tensor.First.Shape.ToArray(), tensor.Second.Shape.ToArray(),
        tensor.IsIdentical, Finite(tensor.RmsError), Finite(tensor.RelativeRmsError), Finite(tensor.LargestError),
        tensor.Obstacle ?? (double.IsFinite(tensor.RmsError) ? null : "values are infinite or NaN"));

    /// <summary>JSON has no other numbers.</summary>
    public static double? Finite(double value) => double.IsFinite(value) ? value : null;
}
