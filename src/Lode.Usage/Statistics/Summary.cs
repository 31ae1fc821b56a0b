namespace Lode.Usage.Statistics;

/// <summary>What the values of one figure say together, by statistics that a few wild values cannot move.</summary>
/// <param name="Median">The middle value; of an even number of values the mean of the middle two.</param>
/// <param name="Mad">The median absolute deviation: the median of the distances from the median, not scaled.</param>
/// <param name="Min">The smallest value.</param>
/// <param name="Max">The largest value.</param>
/// <param name="Count">How many values there are.</param>
/// <param name="Outliers">The indices of values whose modified z-score is beyond <see cref="OutlierScore"/>, in order. All statistics include them.</param>
public sealed record Summary(double Median, double Mad, double Min, double Max, int Count, IReadOnlyList<int> Outliers)
{
    /// <summary>The modified z-score beyond which a value is an outlier, on either side.</summary>
    /// <remarks>
    /// The score is the distance from the median over 1.4826 times the MAD, or over 1.2533 times the mean absolute deviation where more
    /// than half of the values are the same. Source: Iglewicz and Hoaglin, How to Detect and Handle Outliers (1993).
    /// </remarks>
    public const double OutlierScore = 3.5;

    const double MadToDeviation = 1.4826; // of a normal distribution
    const double MeanToDeviation = 1.2533;

    /// <summary>Summarises values.</summary>
    /// <param name="values">At least one, in any order, none of them NaN.</param>
    /// <exception cref="ArgumentException">There are none.</exception>
    public static Summary Of(ReadOnlySpan<double> values)
    {
        if (values.IsEmpty)
            throw new ArgumentException("statistics need at least one value", nameof(values));
        double[] sorted = values.ToArray();
        Array.Sort(sorted);
        double median = MedianOfSorted(sorted);
        double[] distances = Array.ConvertAll(sorted, value => Math.Abs(value - median));
        double mean = distances.Average();
        Array.Sort(distances);
        double mad = MedianOfSorted(distances);
        double deviation = mad > 0 ? MadToDeviation * mad : MeanToDeviation * mean;
        List<int> outliers = [];
        for (int i = 0; i < values.Length; i++)
        {
            if (Math.Abs(values[i] - median) > OutlierScore * deviation)
                outliers.Add(i);
        }
        return new Summary(median, mad, sorted[0], sorted[^1], sorted.Length, outliers);
    }

    /// <summary>The median of values in ascending order, at least one.</summary>
    internal static double MedianOfSorted(ReadOnlySpan<double> sorted)
    {
        int middle = sorted.Length / 2;
        double upper = sorted[middle];
        if (sorted.Length % 2 != 0 || sorted[middle - 1] == upper) // also where both are infinite
            return upper;
        return sorted[middle - 1] + (upper - sorted[middle - 1]) / 2;
    }
}
