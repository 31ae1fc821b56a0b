namespace Lode.Usage.Reports;

/// <summary>Round values along an axis from 0.</summary>
/// <param name="Step">The distance between two of them.</param>
/// <param name="Count">How many steps it takes to reach the largest value.</param>
readonly record struct Scale(double Step, int Count)
{
    const int MostSteps = 5;

    public double End => Step * Count;

    /// <summary>Steps of a power of two bytes.</summary>
    public static Scale OfBytes(long largest)
    {
        double step = 1024;
        while (largest > step * MostSteps)
            step *= 2;
        return Upto(largest, step);
    }

    /// <summary>Steps of 1, 2 or 5 times a power of ten microseconds; beyond a minute of such times a minute.</summary>
    public static Scale OfTime(long largest)
    {
        const double Minute = 60e6;
        double unit = largest > 2 * Minute ? Minute : 1;
        for (double power = unit; ; power *= 10)
        {
            foreach (int factor in (int[])[1, 2, 5])
            {
                if (largest <= power * factor * MostSteps)
                    return Upto(largest, power * factor);
            }
        }
    }

    /// <summary>What stands at a step of an axis of bytes: <c>0</c>, <c>512 KiB</c>.</summary>
    public string BytesAt(int step) => step == 0 ? "0" : UsageFormat.Bytes((long)(Step * step)).Replace(".0 ", " ", StringComparison.Ordinal);

    /// <summary>What stands at a step of an axis of time, in the unit of its end: <c>0</c>, <c>1.5 s</c>.</summary>
    public string TimeAt(int step)
    {
        (double unit, string name) = End switch { < 1e3 => (1, "us"), < 1e6 => (1e3, "ms"), <= 120e6 => (1e6, "s"), _ => (60e6, "min") };
        return step == 0 ? "0" : FormattableString.Invariant($"{Step * step / unit:0.###} {name}");
    }

    static Scale Upto(long largest, double step) => new(step, Math.Max(1, (int)Math.Ceiling(largest / step)));
}
