using Lode.Usage.Reports;

namespace Lode.Cli.Stat;

/// <summary>What the command line of <c>lode stat</c> asks for.</summary>
sealed record StatOptions
{
    /// <summary>How many of the last arguments are the command; 0 only where help was asked for.</summary>
    public int CommandWords { get; init; }

    public bool Help { get; init; }

    public int? Count { get; init; }

    public int Warmups { get; init; }

    public IReadOnlyList<string> Others { get; init; } = [];

    public Metric Metric { get; init; } = Metric.Wall;

    public string? Prepare { get; init; }

    public IReadOnlyList<string> ColdFiles { get; init; } = [];

    public TimeSpan? Timeout { get; init; }

    public bool ShowOutput { get; init; }

    public bool Trace { get; init; } = true;

    public int SamplesPerSecond { get; init; } = 100;

    public bool Tree { get; init; }

    public bool Pss { get; init; }

    public bool Counters { get; init; }

    public bool Explain { get; init; }

    public bool Chart { get; init; }

    public string? Plot { get; init; }

    public string? Json { get; init; }

    public string? Csv { get; init; }

    public string? Markdown { get; init; }

    /// <summary>How many runs of each command.</summary>
    public int Runs => Count ?? (Others.Count > 0 ? 10 : 1);

    /// <summary>Whether there is more than one run to report.</summary>
    public bool IsSeries => Runs > 1 || Others.Count > 0;
}
