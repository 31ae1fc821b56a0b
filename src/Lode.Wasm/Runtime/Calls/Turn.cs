namespace Lode.Wasm.Runtime;

/// <summary>The use of a store by a thread, until another thread takes the store.</summary>
sealed class Turn(ThreadStack thread)
{
    /// <summary>Nobody's turn.</summary>
    public static Turn None { get; } = new(ThreadStack.Nobody);

    public readonly ThreadStack Thread = thread;

    /// <summary>Calls from the host within calls from the host. Only the thread changes it, also after its turn is over.</summary>
    public int Depth;
}
