namespace Lode.Wasm.Runtime;

/// <summary>The use of a store by a thread, until another thread takes the store.</summary>
sealed unsafe class Turn(ThreadStack thread)
{
    public readonly ThreadStack Thread = thread;

    /// <summary><see cref="ThreadStack.Alive"/> of the thread.</summary>
    public readonly int* Alive = thread.Alive;

    /// <summary>Calls from the host within calls from the host. Only the thread changes it, also after its turn is over.</summary>
    public int Depth;

    /// <summary>Stack pointers of the thread, from here on, for which the limit of the stack is right: none at first.</summary>
    public nuint StackFrom = nuint.MaxValue;

    /// <summary>Bytes of stack behind <see cref="StackFrom"/>.</summary>
    public nuint StackRange;

    /// <summary>Nobody's turn.</summary>
    public static Turn None { get; } = new(ThreadStack.Nobody);
}
