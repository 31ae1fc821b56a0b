namespace Lode.Cli.Running;

/// <summary>Where the time went, in microseconds of wall time.</summary>
sealed record RunTimes
{
    /// <summary>Mapping the model and reading its header.</summary>
    public required long Open { get; init; }

    /// <summary>Making the tokenizer.</summary>
    public required long Tokenizer { get; init; }

    /// <summary>Turning the prompt into tokens.</summary>
    public required long Tokenize { get; init; }

    /// <summary>Making the context: threads, cache, scratch memory.</summary>
    public required long Prepare { get; init; }

    /// <summary>Reading the prompt, up to the first token.</summary>
    public required long Prefill { get; init; }

    /// <summary>All further tokens.</summary>
    public required long Decode { get; init; }

    /// <summary>All of it, without the start of the process.</summary>
    public required long Total { get; init; }
}
