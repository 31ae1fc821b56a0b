using System.Text.Json.Serialization;
using Lode.Generation;
using Lode.Usage;

namespace Lode.Cli.Running;

/// <summary>How a run went: what <c>--json</c> prints, and what <c>--stats</c> makes its table of.</summary>
sealed record RunReport
{
    public required string Model { get; init; }

    /// <summary>How the weights came into memory, as <c>--load</c> names it.</summary>
    public required string Load { get; init; }

    /// <summary>The continuation.</summary>
    public string Text { get; init; } = "";

    public required int[] TokenIds { get; init; }

    public required int PromptTokens { get; init; }

    /// <summary>Less than <see cref="PromptTokens"/> only when interrupted.</summary>
    public required int PromptTokensRead { get; init; }

    public required string StopReason { get; init; }

    public string? StopString { get; init; }

    public required ulong Seed { get; init; }

    public required int Threads { get; init; }

    public required RunTimes TimesUs { get; init; }

    public required ProcessUsage Usage { get; init; }

    /// <summary>All continuations; null where there is no controller.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<BranchReport>? Branches { get; init; }

    /// <summary>Values that the controller set; null where there is none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string>? Results { get; init; }

    /// <summary>What the controller logged; null where nobody asked.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ControlLine>? Log { get; init; }

    /// <summary>Tokens of all continuations.</summary>
    [JsonIgnore]
    public int TokenCount => Branches?.Sum(branch => branch.TokenIds.Length) ?? TokenIds.Length;

    /// <summary>What packing the model would gain; null where there is nothing to say.</summary>
    [JsonIgnore]
    public string? Hint { get; init; }

    /// <summary>The name of a stop reason in the output.</summary>
    public static string NameOf(StopReason? reason) => reason switch
    {
        Generation.StopReason.EndOfText => "end_of_text",
        Generation.StopReason.StopString => "stop_string",
        Generation.StopReason.TokenLimit => "token_limit",
        Generation.StopReason.ContextFull or Generation.StopReason.CacheFull => "context_full",
        Generation.StopReason.Cancelled => "interrupted",
        Generation.StopReason.Stopped => "stopped",
        Generation.StopReason.ControllerError => "controller_error",
        _ => "output_closed", // it would have gone on, but nobody reads
    };
}
