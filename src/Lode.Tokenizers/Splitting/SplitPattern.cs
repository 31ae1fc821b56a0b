namespace Lode.Tokenizers;

/// <summary>What a split looks for.</summary>
abstract class SplitPattern
{
    /// <summary>Appends matches and what lies between them, so that together they tile the piece.</summary>
    /// <param name="text">The whole text.</param>
    /// <param name="start">Where the piece begins.</param>
    /// <param name="end">Where it ends; nothing behind it is seen.</param>
    /// <param name="matches">Where they go.</param>
    public abstract void Match(ReadOnlySpan<byte> text, int start, int end, MatchList matches);
}
