namespace Lode.Tokenizers;

/// <summary>One decoder at work on a stream of tokens; hands what it makes of them on to the next.</summary>
abstract class DecodeStage
{
    /// <summary>Takes a token as UTF-8.</summary>
    public abstract void Add(ReadOnlySpan<byte> token);

    /// <summary>There are no more tokens.</summary>
    public abstract void Complete();
}
