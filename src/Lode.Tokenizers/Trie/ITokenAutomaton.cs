namespace Lode.Tokenizers;

/// <summary>What decides, byte by byte, which tokens may come next: a state per depth of the trie, kept by the walk.</summary>
/// <typeparam name="TState">A state; small, as one is kept for each byte of the longest token.</typeparam>
public interface ITokenAutomaton<TState>
    where TState : unmanaged
{
    /// <summary>Takes a byte.</summary>
    /// <param name="state">The state before it.</param>
    /// <param name="value">The byte.</param>
    /// <param name="next">The state after it.</param>
    /// <returns>False where no text goes on with this byte.</returns>
    bool TryStep(TState state, byte value, out TState next);
}
