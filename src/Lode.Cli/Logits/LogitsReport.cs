namespace Lode.Cli.Logits;

/// <summary>What was written, as <c>--json</c> prints it.</summary>
sealed record LogitsReport
{
    public required string Model { get; init; }

    /// <summary>How the weights came into memory, as <c>--load</c> names it.</summary>
    public required string Load { get; init; }

    /// <summary>The file written; <c>-</c> for standard output.</summary>
    public required string File { get; init; }

    /// <summary><c>logits</c> or <c>hidden</c>.</summary>
    public required string Kind { get; init; }

    public required int Rows { get; init; }

    /// <summary>Values per row.</summary>
    public required int Columns { get; init; }

    public required int[] PromptTokenIds { get; init; }

    /// <summary>The likeliest token after the prompt; null for hidden states.</summary>
    public int? Argmax { get; init; }

    /// <summary>Its logit.</summary>
    public float? ArgmaxLogit { get; init; }

    /// <summary>Its text; null where the model's tokenizer is not supported.</summary>
    public string? ArgmaxText { get; init; }

    /// <summary>Microseconds to compute the rows.</summary>
    public required long ComputeUs { get; init; }
}
