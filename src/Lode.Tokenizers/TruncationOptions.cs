namespace Lode.Tokenizers;

/// <summary>How texts that are too long are cut; the names are those of <c>tokenizer.json</c>.</summary>
/// <param name="MaxLength">The most tokens, those that are added included.</param>
/// <param name="Strategy">Which of two texts is cut.</param>
/// <param name="KeepsEnd">The end of a text is kept and not its beginning (<c>direction</c> "Left").</param>
/// <param name="Stride">Tokens that each window of <see cref="Tokenizer.EncodeWindows"/> shares with the one before it.</param>
public sealed record TruncationOptions(
    int MaxLength, TruncationStrategy Strategy = TruncationStrategy.LongestFirst, bool KeepsEnd = false, int Stride = 0);
