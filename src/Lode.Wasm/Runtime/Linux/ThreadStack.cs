namespace Lode.Wasm.Runtime;

/// <summary>A thread's stack. There is one object for each thread, so that it also says which thread it is.</summary>
sealed unsafe class ThreadStack
{
    /// <summary>Bytes that are kept for the host below the guests' limit: for its functions, the runtime and signal handlers.</summary>
    public const int HostBytes = 128 << 10;

    [ThreadStatic]
    static ThreadStack? t_current;

    ThreadStack(nuint low) => Low = low;

    /// <summary>No thread's.</summary>
    public static ThreadStack Nobody { get; } = new(0);

    /// <summary>The stack of this thread; null before <see cref="Of"/> was called on it.</summary>
    public static ThreadStack? Current => t_current;

    /// <summary>The lowest address.</summary>
    public nuint Low { get; }

    /// <summary>The stack of this thread.</summary>
    public static ThreadStack Of() => t_current ??= new(FindLow());

    static nuint FindLow()
    {
        // Larger than pthread_attr_t of every libc.
        byte* attributes = stackalloc byte[256];
        void* low = null;
        nuint length = 0;
        if (NativeCalls.ThreadAttributes(NativeCalls.ThisThread(), attributes) != 0)
            throw new InvalidOperationException("the thread's stack cannot be found: pthread_getattr_np failed");
        _ = NativeCalls.AttributesStack(attributes, &low, &length);
        _ = NativeCalls.DestroyAttributes(attributes);
        return (nuint)low;
    }
}
