using Lode.Weights;

namespace Lode.Cli.Benching;

/// <summary>What <c>lode bench</c> was asked for.</summary>
sealed record BenchRequest
{
    /// <summary>The files; they are measured in turns.</summary>
    public required IReadOnlyList<string> Models { get; init; }

    public required IReadOnlyList<BenchTest> Tests { get; init; }

    /// <summary>Numbers of threads; each is measured.</summary>
    public required IReadOnlyList<int> Threads { get; init; }

    public required int Repetitions { get; init; }

    /// <summary>Whether every test runs once before it counts.</summary>
    public required bool WarmUp { get; init; }

    /// <summary>Tokens of a prompt that are computed at a time.</summary>
    public required int Batch { get; init; }

    public required LoadOptions Load { get; init; }
}
