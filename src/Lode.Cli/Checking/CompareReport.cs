using Lode.Weights;
using Lode.Weights.Checking;

namespace Lode.Cli.Checking;

/// <summary>What <c>lode compare --json</c> prints.</summary>
sealed record CompareReport(
    string First,
    string Second,
    string FirstFormat,
    string SecondFormat,
    int Identical,
    double? RelativeRmsError,
    IReadOnlyList<ComparedTensor> Tensors,
    IReadOnlyList<string> OnlyInFirst,
    IReadOnlyList<string> OnlyInSecond,
    int Threads,
    long ElapsedUs)
{
    public static CompareReport Of(Comparison result, (string Path, TensorContainer Model) first, (string Path, TensorContainer Model) second,
        bool byError, int threads, long elapsed)
    {
        IEnumerable<TensorComparison> tensors = byError
            ? result.Tensors.OrderByDescending(Severity) // stable: equal ones stay in the order of the file
            : result.Tensors;
        return new CompareReport(first.Path, second.Path, first.Model.Format, second.Model.Format, result.Identical,
            ComparedTensor.Finite(result.RelativeRmsError), [.. tensors.Select(ComparedTensor.Of)],
            [.. result.OnlyInFirst.Select(tensor => tensor.Name)], [.. result.OnlyInSecond.Select(tensor => tensor.Name)], threads, elapsed);
    }

    /// <summary>What could not be compared comes first, then NaN, then the largest relative error.</summary>
    static double Severity(TensorComparison tensor) =>
        !tensor.IsCompared ? double.PositiveInfinity : double.IsNaN(tensor.RelativeRmsError) ? double.MaxValue : tensor.RelativeRmsError;
}
