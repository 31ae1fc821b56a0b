namespace Lode.Usage.Statistics;

/// <summary>How many times one figure is the other, from runs that were taken in turn, so that what disturbed one disturbed both.</summary>
/// <param name="Median">The median of the ratios of all pairs.</param>
/// <param name="Low">The lower end of its 95 % interval.</param>
/// <param name="High">The upper end of its 95 % interval.</param>
/// <param name="Count">How many pairs there are.</param>
public sealed record PairedRatio(double Median, double Low, double High, int Count)
{
    /// <summary>With fewer pairs than this the interval says next to nothing.</summary>
    public const int FewestPairs = 5;

    /// <summary>How often the pairs are drawn anew.</summary>
    const int Draws = 2000;

    const double Tail = 0.025; // on each side

    /// <summary>Whether the interval lies wholly above or wholly below 1, and there are enough pairs to believe it.</summary>
    public bool IsVisible => Count >= FewestPairs && (Low > 1 || High < 1);

    /// <summary>The same ratio the other way round.</summary>
    public PairedRatio Inverse => new(1 / Median, 1 / High, 1 / Low, Count);

    /// <summary>The ratio of <paramref name="a"/> to <paramref name="b"/>, pair by pair.</summary>
    /// <param name="a">Values of 0 or more, at least one.</param>
    /// <param name="b">The value that each was measured together with. Two zeros have the ratio 1, and what is over zero is infinite.</param>
    /// <param name="seed">Where the random numbers begin: the same seed and values give the same interval.</param>
    /// <remarks>
    /// The interval is that of the percentile bootstrap: 2,000 times as many pairs as there are, drawn with repetition. Source: Efron and
    /// Tibshirani, An Introduction to the Bootstrap (1993), chapter 13.
    /// </remarks>
    /// <exception cref="ArgumentException">There are no pairs, or not as many of one as of the other.</exception>
    public static PairedRatio Of(ReadOnlySpan<double> a, ReadOnlySpan<double> b, ulong seed = 1)
    {
        if (a.IsEmpty || a.Length != b.Length)
            throw new ArgumentException($"expected pairs, found {a.Length} and {b.Length} values", nameof(b));
        double[] ratios = new double[a.Length];
        for (int i = 0; i < ratios.Length; i++)
            ratios[i] = a[i] == b[i] ? 1 : a[i] / b[i];

        SplitMix random = new(seed);
        double[] drawn = new double[ratios.Length];
        double[] medians = new double[Draws];
        for (int draw = 0; draw < Draws; draw++)
        {
            for (int i = 0; i < drawn.Length; i++)
                drawn[i] = ratios[random.Next(ratios.Length)];
            Array.Sort(drawn);
            medians[draw] = Summary.MedianOfSorted(drawn);
        }
        Array.Sort(medians);
        Array.Sort(ratios);
        const int Outside = (int)(Draws * Tail);
        return new PairedRatio(Summary.MedianOfSorted(ratios), medians[Outside], medians[Draws - 1 - Outside], ratios.Length);
    }
}
