using Lode.Tokenizers;

namespace Lode.Cli.Tokenizing;

/// <summary>What <c>lode tokenize</c> prints, and of what.</summary>
/// <param name="Encoding">What is added and recognised.</param>
/// <param name="Input">What is a text of its own.</param>
sealed record TokenizeSettings(EncodeOptions Encoding, InputKind Input)
{
    /// <summary>Print the tokens' spellings.</summary>
    public bool Pieces { get; init; }

    /// <summary>Print the tokens' places; null for none.</summary>
    public OffsetUnit? Offsets { get; init; }

    /// <summary>Print numbers of tokens only.</summary>
    public bool Count { get; init; }

    /// <summary>Print JSON objects.</summary>
    public bool Json { get; init; }

    /// <summary>Threads to work with.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>More is printed of a token than its id.</summary>
    public bool HasDetails => Pieces || Offsets is not null;
}
