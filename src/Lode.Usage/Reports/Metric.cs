using System.Globalization;
using Lode.Usage.Running;

namespace Lode.Usage.Reports;

/// <summary>One figure of a run: what it is called, what it is counted in, and where to find it.</summary>
public sealed class Metric
{
    readonly Func<RunResult, long?> _read;

    Metric(string name, string key, string title, MetricUnit unit, Func<RunResult, long?> read)
    {
        Name = name;
        Key = key;
        Title = title;
        Unit = unit;
        _read = read;
    }

    /// <summary>What people choose it by, such as <c>minor-faults</c>.</summary>
    public string Name { get; }

    /// <summary>What data calls it, with its unit, such as <c>wall_us</c>.</summary>
    public string Key { get; }

    /// <summary>What a table calls it.</summary>
    public string Title { get; }

    /// <summary>In what it is counted.</summary>
    public MetricUnit Unit { get; }

    /// <summary>The time that passed.</summary>
    public static Metric Wall { get; } = Time("wall", "wall time", run => run.WallUs);

    /// <summary>When the command was ready to work, by its own word; only some commands say.</summary>
    public static Metric Ready { get; } = Time("ready", "time to ready", run => run.ReadyUs);

    /// <summary>The largest resident size.</summary>
    public static Metric Peak { get; } = Size("peak", "peak memory", run => run.PeakBytes);

    /// <summary>The most pages of files and shared memory that were seen.</summary>
    public static Metric Mapped { get; } = Size("mapped", "mapped memory", run => Most(run.PeakFileBytes, run.FileBytes));

    /// <summary>The most private memory that was seen.</summary>
    public static Metric Anonymous { get; } = Size("anonymous", "anonymous memory", run => Most(run.PeakAnonymousBytes, run.AnonymousBytes));

    /// <summary>All figures that are measured from outside, in the order in which they are told.</summary>
    public static IReadOnlyList<Metric> All { get; } =
    [
        Wall,
        Time("cpu", "CPU time", run => run.UserUs + run.SystemUs),
        Time("user", "user time", run => run.UserUs),
        Time("system", "system time", run => run.SystemUs),
        Peak,
        Mapped,
        Anonymous,
        Size("pss", "proportional share", run => run.PssBytes),
        Number("faults", "page faults", run => run.MinorFaults + run.MajorFaults),
        Number("minor-faults", "minor faults", run => run.MinorFaults),
        Number("major-faults", "major faults", run => run.MajorFaults),
        Number("switches", "context switches", run => run.VoluntarySwitches + run.InvoluntarySwitches),
        Number("voluntary-switches", "voluntary switches", run => run.VoluntarySwitches),
        Number("involuntary-switches", "involuntary switches", run => run.InvoluntarySwitches),
        Number("block-reads", "disk blocks read", run => run.BlockReads),
        Number("block-writes", "disk blocks written", run => run.BlockWrites),
        Size("bytes-read", "bytes read", run => run.BytesRead, "bytes_read"),
        Size("bytes-written", "bytes written", run => run.BytesWritten, "bytes_written"),
        Number("instructions", "instructions", run => run.Counters?.Instructions),
        Number("cycles", "cycles", run => run.Counters?.Cycles),
        Number("branch-misses", "branch misses", run => run.Counters?.BranchMisses),
        Number("cache-misses", "cache misses", run => run.Counters?.CacheMisses),
    ];

    /// <summary>The figure of a name; null where there is none.</summary>
    public static Metric? Find(string name) => All.FirstOrDefault(metric => metric.Name == name);

    /// <summary>Its value in a run; null where it was not measured.</summary>
    public long? Of(RunResult run) => _read(run);

    /// <summary>A value as a table shows it: <c>1,234 us</c>, <c>1.5 MiB</c>, <c>1,234</c>.</summary>
    public string Format(double value) => Unit switch
    {
        MetricUnit.Microseconds => $"{UsageFormat.Count((long)Math.Round(value))} us",
        MetricUnit.Bytes => UsageFormat.Bytes((long)Math.Round(value)),
        _ => value.ToString(value == Math.Floor(value) ? "N0" : "N1", CultureInfo.InvariantCulture), // medians of an even count end in .5
    };

    // What was seen at the end is one more sample, and may be the highest.
    static long? Most(long? sampled, long? atEnd) => sampled is null || atEnd > sampled ? atEnd : sampled;

    static Metric Time(string name, string title, Func<RunResult, long?> read) => new(name, $"{name}_us", title, MetricUnit.Microseconds, read);

    static Metric Size(string name, string title, Func<RunResult, long?> read, string? key = null) =>
        new(name, key ?? $"{name}_bytes", title, MetricUnit.Bytes, read);

    static Metric Number(string name, string title, Func<RunResult, long?> read) => new(name, name.Replace('-', '_'), title, MetricUnit.Count, read);
}
