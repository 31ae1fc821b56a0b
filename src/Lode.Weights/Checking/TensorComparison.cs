namespace Lode.Weights.Checking;

/// <summary>One tensor of two models.</summary>
/// <remarks>Errors are those of the second against the first, of the decoded values.</remarks>
public sealed record TensorComparison
{
    /// <summary>The tensor of the first model.</summary>
    public required ContainerTensor First { get; init; }

    /// <summary>The tensor of the second.</summary>
    public required ContainerTensor Second { get; init; }

    /// <summary>Whether type, shape and every byte are equal, and so the hashes of the bytes.</summary>
    public bool IsIdentical { get; init; }

    /// <summary>Whether values could be compared: the shapes are equal and both types are known.</summary>
    public bool IsCompared { get; init; }

    /// <summary>Why the values were not compared; null where they were.</summary>
    public string? Obstacle { get; init; }

    /// <summary>The root mean square of the differences; NaN where either has a NaN, or where nothing was compared.</summary>
    public double RmsError => IsCompared ? Ratio(SquaredDifferences, First.ElementCount) : double.NaN;

    /// <summary>The same relative to the root mean square of the first's values: 0 without a difference.</summary>
    public double RelativeRmsError => IsCompared ? Ratio(SquaredDifferences, Squares) : double.NaN;

    /// <summary>The largest difference of two values.</summary>
    public double LargestError { get; init; } = double.NaN;

    internal double SquaredDifferences { get; init; }

    internal double Squares { get; init; }

    static double Ratio(double sum, double by) => sum == 0 ? 0 : Math.Sqrt(sum / by);
}
