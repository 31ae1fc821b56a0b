namespace Lode.Tokenizers;

/// <summary>A token that is cut out of the text before anything else, with the flags of <c>tokenizer.json</c>.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Content">UTF-8 of what is looked for; not empty.</param>
sealed record AddedToken(int Id, byte[] Content)
{
    /// <summary>It matches only where no word character touches it.</summary>
    public bool SingleWord { get; init; }

    /// <summary>White space before it belongs to it.</summary>
    public bool StripsLeft { get; init; }

    /// <summary>White space after it belongs to it.</summary>
    public bool StripsRight { get; init; }

    /// <summary>It is looked for in the normalised text, in its own normalised form.</summary>
    public bool IsNormalized { get; init; }

    /// <summary>With <see cref="IsNormalized"/>: its content is what normalised text holds, and is not normalised once more.</summary>
    public bool KeepsSpelling { get; init; }

    /// <summary>It steers the model: only recognised on request, and left out of decoded text.</summary>
    public bool IsSpecial { get; init; }
}
