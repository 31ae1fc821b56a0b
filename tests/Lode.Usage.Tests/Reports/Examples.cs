using Lode.Usage.Reports;
using Lode.Usage.Running;

namespace Lode.Usage.Tests.Reports;

/// <summary>Made-up measurements with something in every field.</summary>
static class Examples
{
    const long Mebibyte = 1 << 20;

    /// <summary>All that can be measured was.</summary>
    public static RunResult Full { get; } = Run(1_234_567) with
    {
        BytesRead = 4_096,
        BytesWritten = 12,
        PeakFileBytes = 700 * Mebibyte,
        PeakAnonymousBytes = 90 * Mebibyte,
        PssBytes = 123_456_789,
        Counters = new HardwareCounters(3_000_000, 2_000_000, 1_234, 567),
    };

    /// <summary>Killed, and little is known.</summary>
    public static RunResult Killed { get; } = Run(2_000) with
    {
        UserUs = 0,
        SystemUs = 0,
        PeakBytes = 3 * Mebibyte,
        PeakKind = PeakKind.AtMost,
        MinorFaults = 0,
        MajorFaults = 0,
        VoluntarySwitches = 0,
        InvoluntarySwitches = 0,
        ExitCode = 137,
        Signal = 9,
        TimedOut = true,
        Notes = ["hardware counters: this machine has none"],
    };

    /// <summary>One run.</summary>
    public static Measurement Single { get; } = new([new("cat model.gguf", [Full with { Samples = Loading }])], Metric.Wall, 0, []);

    /// <summary>Two commands in turn; the first is twice as fast, one of its runs is slow, and one of the other's fails.</summary>
    public static Measurement Pair { get; } = new(
        [
            new("map model.gguf", [.. ((long[])[101, 100, 102, 99, 100, 180]).Select(ms => Run(ms * 1000) with { Samples = Mapping })]),
            new("read \"a, b.gguf\" | wc", [.. ((long[])[205, 196, 207, 198, 201, 204]).Select((ms, i) =>
                Run(ms * 1000) with { Samples = Loading, ExitCode = i == 3 ? 3 : 0, PeakKind = i > 3 ? PeakKind.Sampled : PeakKind.Exact })]),
        ],
        Metric.Wall, 2, ["could not verify that model.gguf left the page cache"]);

    /// <summary>A run with the given wall time.</summary>
    public static RunResult Run(long wallUs) => new()
    {
        WallUs = wallUs,
        UserUs = 900_000,
        SystemUs = 100_000,
        PeakBytes = 800 * Mebibyte,
        PeakKind = PeakKind.Exact,
        MinorFaults = 12_345,
        MajorFaults = 5,
        VoluntarySwitches = 8,
        InvoluntarySwitches = 2,
        BlockReads = 8,
        BlockWrites = 0,
        ExitCode = 0,
    };

    // Reading: private memory grows while the file is copied, then some is given back.
    static IReadOnlyList<MemorySample> Loading => [.. Enumerable.Range(0, 100).Select(i =>
        Sample(i * 2_000, file: 30, anonymous: i < 80 ? 20 + i * 9 : 400))];

    // Mapping: the pages of the file come in at once.
    static IReadOnlyList<MemorySample> Mapping => [.. Enumerable.Range(0, 50).Select(i =>
        Sample(i * 2_000, file: i < 10 ? 30 + i * 70 : 700, anonymous: 20 + i))];

    static MemorySample Sample(long timeUs, long file, long anonymous) =>
        new(timeUs, (file + anonymous) * Mebibyte, file * Mebibyte, anonymous * Mebibyte);
}
