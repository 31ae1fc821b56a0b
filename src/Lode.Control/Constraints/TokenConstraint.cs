namespace Lode.Control;

/// <summary>What a text may be, told token by token: which tokens may come next, and whether it may end.</summary>
/// <remarks>
/// An object is one sequence's and is used by one thread at a time. What it was made of is shared by all objects that were made of the same,
/// also by those of other threads, so that a copy costs a few bytes per token.
/// </remarks>
public abstract class TokenConstraint
{
    private protected TokenConstraint()
    {
    }

    /// <summary>Whether the text may end here.</summary>
    public abstract bool CanEnd { get; }

    /// <summary>Tokens that were taken and not taken back.</summary>
    public abstract int TokenCount { get; }

    /// <summary>Clears the bits of tokens that cannot come next; leaves the others as they are.</summary>
    /// <remarks>
    /// Tokens that end a generation stay where the text may end; other tokens without bytes never do. Each token that stays can be gone on
    /// from until the text may end.
    /// </remarks>
    /// <param name="mask">A bit per token, lowest bit of a word first. Bits beyond the vocabulary are cleared.</param>
    /// <returns>Whether the text may end here, and whether it must.</returns>
    /// <exception cref="ArgumentException">The mask is shorter than the vocabulary.</exception>
    /// <exception cref="ConstraintException">Finding out takes more than it may.</exception>
    public abstract ConstraintAnswer Allow(Span<uint> mask);

    /// <summary>Takes tokens, one after the other. Where one does not fit, none is taken.</summary>
    /// <param name="tokens">Token ids. One that ends a generation fits where the text may end; after it, only such tokens do.</param>
    /// <returns>Whether they were taken.</returns>
    /// <exception cref="ConstraintException">Finding out takes more than it may.</exception>
    public abstract bool TryAdvance(ReadOnlySpan<int> tokens);

    /// <summary>Takes back the last tokens.</summary>
    /// <param name="count">How many.</param>
    /// <returns>False where fewer were taken; then nothing is taken back.</returns>
    public abstract bool TryBack(int count);

    /// <summary>A constraint in the same state, which goes its own way from here.</summary>
    public abstract TokenConstraint Copy();
}
