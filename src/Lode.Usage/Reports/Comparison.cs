using System.Globalization;
using Lode.Usage.Statistics;

namespace Lode.Usage.Reports;

/// <summary>Says in a sentence what a ratio means, and no more than it means.</summary>
public static class Comparison
{
    /// <summary>For example <c>A is 1.9 x faster than B (1.8 to 2.0)</c>.</summary>
    /// <param name="metric">The figure that was compared; less of it is better.</param>
    /// <param name="first">What to call the one command.</param>
    /// <param name="second">What to call the other.</param>
    /// <param name="ratio">How many times the second command's figure is the first one's.</param>
    public static string Sentence(Metric metric, string first, string second, PairedRatio? ratio)
    {
        if (ratio is null)
            return $"{metric.Title} was not measured for both {first} and {second}";
        if (ratio.Median < 1)
            return Sentence(metric, second, first, ratio.Inverse);
        if (ratio.Count < PairedRatio.FewestPairs)
        {
            string pairs = ratio.Count == 1 ? "one pair" : FormattableString.Invariant($"{ratio.Count} pairs");
            return $"too few runs to tell {first} from {second}: the {metric.Title} of {second} was {Times(ratio.Median, 2)} that of {first} in {pairs}, "
                + $"and {PairedRatio.FewestPairs} or more are needed (-n)";
        }
        int decimals = ratio.Low < 1.05 || ratio.High - ratio.Low < 0.1 ? 2 : 1;
        if (!ratio.IsVisible)
            return $"no difference visible in {metric.Title}: that of {second} is {Times(ratio.Median, 2)} that of {first} ({Interval(ratio, 2)})";
        if (double.IsInfinity(ratio.Median))
            return $"{first} has no {metric.Title}, {second} has";
        return $"{first} {Verdict(metric, Times(ratio.Median, decimals))} {second} ({Interval(ratio, decimals)})";
    }

    /// <summary>The ends of the interval: <c>1.8 to 2.0</c>.</summary>
    /// <param name="ratio">The ratio.</param>
    /// <param name="decimals">0 to 2 digits behind the point.</param>
    public static string Interval(PairedRatio ratio, int decimals) => $"{Number(ratio.Low, decimals)} to {Number(ratio.High, decimals)}";

    /// <summary>A ratio with 0 to 2 digits behind the point.</summary>
    public static string Number(double value, int decimals) => double.IsInfinity(value) ? "infinity" : value.ToString(
        value >= 99.95 ? "N0" : decimals switch { 0 => "N0", 1 => "N1", _ => "N2" }, CultureInfo.InvariantCulture);

    static string Times(double value, int decimals) => $"{Number(value, decimals)} x";

    static string Verdict(Metric metric, string times) => metric.Unit switch
    {
        _ when metric == Metric.Wall => $"is {times} faster than",
        MetricUnit.Count => $"has {times} fewer {metric.Title} than",
        _ when metric.Key.StartsWith("bytes", StringComparison.Ordinal) => $"has {times} fewer {metric.Title} than",
        _ => $"needs {times} less {metric.Title} than",
    };
}
