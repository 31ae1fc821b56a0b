namespace Lode.Tokenizers;

/// <summary>One decoder at work on a stream of tokens; hands what it makes of them on to the next.</summary>
abstract class DecodeStage
{
    /// <summary>
    /// Nothing waits, and what a token adds no longer depends on those before it: until one waits, each may be decoded by itself.
    /// </summary>
    public abstract bool IsSettled { get; }

    /// <summary>Takes a token as UTF-8.</summary>
    public abstract void Add(ReadOnlySpan<byte> token);

    /// <summary>There are no more tokens.</summary>
    public abstract void Complete();
}
