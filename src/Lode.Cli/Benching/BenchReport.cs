namespace Lode.Cli.Benching;

/// <summary>What <c>lode bench --json</c> prints.</summary>
sealed record BenchReport
{
    /// <summary>How fast the machine read memory during the same minutes.</summary>
    public required IReadOnlyList<BandwidthResult> Bandwidth { get; init; }

    public required IReadOnlyList<BenchResult> Results { get; init; }
}
