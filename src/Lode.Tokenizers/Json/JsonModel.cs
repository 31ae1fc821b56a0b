namespace Lode.Tokenizers;

/// <summary>The <c>model</c> of a <c>tokenizer.json</c> as it was read, before anything is checked against anything.</summary>
sealed class JsonModel
{
    public string? Type { get; set; }

    /// <summary>Spellings of the vocabulary in the order of the file.</summary>
    public ByteStrings? Texts { get; set; }

    /// <summary>Ids by place in <see cref="Texts"/>; null where the place is the id (Unigram).</summary>
    public int[]? Ids { get; set; }

    /// <summary>Scores by place in <see cref="Texts"/> (Unigram).</summary>
    public double[]? Scores { get; set; }

    /// <summary>Both sides of each merge, joined.</summary>
    public ByteStrings? Merges { get; set; }

    /// <summary>The length of each merge's left side.</summary>
    public int[]? MergeCuts { get; set; }

    public string? UnknownToken { get; set; }

    public int? UnknownId { get; set; }

    public double? Dropout { get; set; }

    public string? ContinuingPrefix { get; set; }

    public string? EndSuffix { get; set; }

    public bool FusesUnknown { get; set; }

    public bool ByteFallback { get; set; }

    public bool IgnoresMerges { get; set; }

    public int? MaxCharactersPerWord { get; set; }
}
