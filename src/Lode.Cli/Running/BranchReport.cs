using System.Text;
using Lode.Generation;

namespace Lode.Cli.Running;

/// <summary>One of the texts of a run with a controller.</summary>
sealed record BranchReport
{
    public required int Number { get; init; }

    /// <summary>The branch that it was forked from; its own number where it was not.</summary>
    public required int Parent { get; init; }

    public required string Text { get; init; }

    public required int[] TokenIds { get; init; }

    public required ulong Seed { get; init; }

    public required string StopReason { get; init; }

    public string? StopString { get; init; }

    /// <summary>What the controller did wrong; null where nothing.</summary>
    public string? Error { get; init; }

    public static BranchReport Of(GeneratedSequence sequence) => new()
    {
        Number = sequence.Number,
        Parent = sequence.Parent,
        Text = Encoding.UTF8.GetString(sequence.Text),
        TokenIds = sequence.Tokens.ToArray(),
        Seed = sequence.Seed,
        StopReason = RunReport.NameOf(sequence.StopReason),
        StopString = sequence.StopString,
        Error = sequence.Error?.Message,
    };
}
