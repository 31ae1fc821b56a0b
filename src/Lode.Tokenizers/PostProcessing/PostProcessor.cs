namespace Lode.Tokenizers;

/// <summary>What is put around a text or two, and what is done to the places of tokens.</summary>
/// <param name="Single">The pieces for one text; the text is among them exactly once.</param>
/// <param name="Pair">The pieces for two.</param>
sealed record PostProcessor(TemplatePiece[] Single, TemplatePiece[] Pair)
{
    /// <summary>Nothing.</summary>
    public static PostProcessor None { get; } = new([new(0, 0, [])], [new(0, 0, []), new(1, 1, [])]);

    /// <summary>White space at the ends of a token does not count as part of its place.</summary>
    public bool TrimsOffsets { get; init; }

    /// <summary>A single space at the start of the text was put there and is not cut off the first token's place.</summary>
    public bool HasPrefixSpace { get; init; } = true;

    /// <summary>Every token has type id 0, also where no special tokens are added (RoBERTa).</summary>
    public bool HasOneType { get; init; }

    /// <summary>Special tokens before a single text.</summary>
    public int[] Before { get; } = [.. Single.TakeWhile(piece => piece.Sequence < 0).SelectMany(piece => piece.Ids)];

    /// <summary>Special tokens after a single text.</summary>
    public int[] After { get; } =
        [.. Single.Reverse().TakeWhile(piece => piece.Sequence < 0).Reverse().SelectMany(piece => piece.Ids)];
}
