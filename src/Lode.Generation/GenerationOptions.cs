namespace Lode.Generation;

/// <summary>How a text is continued, and where it ends.</summary>
public sealed record GenerationOptions
{
    /// <summary>How tokens are chosen.</summary>
    public SamplingOptions Sampling { get; init; } = new();

    /// <summary>The most tokens to generate, 0 or more; null goes on until the text ends or the context is full.</summary>
    public int? MaxTokens { get; init; }

    /// <summary>Strings that end the text and are not part of it; none may be empty.</summary>
    public IReadOnlyList<string> StopStrings { get; init; } = [];

    /// <summary>Goes on after tokens that end a text.</summary>
    public bool IgnoreEndOfGeneration { get; init; }

    /// <summary>Checks every value.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range; the message names it.</exception>
    /// <exception cref="ArgumentException">A stop string is empty.</exception>
    public void Validate()
    {
        Sampling.Validate();
        if (MaxTokens is int max)
            ArgumentOutOfRangeException.ThrowIfNegative(max, nameof(MaxTokens));
        foreach (string stop in StopStrings)
            ArgumentException.ThrowIfNullOrEmpty(stop, nameof(StopStrings));
    }
}
