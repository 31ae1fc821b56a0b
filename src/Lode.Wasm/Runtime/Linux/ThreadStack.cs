using System.Runtime.InteropServices;
using Lode.Wasm.Assembly;

namespace Lode.Wasm.Runtime;

/// <summary>A thread's stack. There is one object for each thread, so that it also says which thread it is.</summary>
/// <remarks>
/// An address on the stack of a thread that lives tells the thread without asking for it. So that a stack which another thread got
/// afterwards is not taken for it, a destructor of the C library's clears <see cref="Alive"/> when the thread ends.
/// </remarks>
sealed unsafe class ThreadStack
{
    const long LeastHostBytes = 64 << 10;
    const long MostHostBytes = 256 << 10;

    static readonly uint s_key = MakeKey();

    [ThreadStatic]
    static ThreadStack? s_current;

    ThreadStack(nuint low, long length, int* alive)
    {
        GuestLow = low + (nuint)Math.Clamp(length / 2, LeastHostBytes, MostHostBytes);
        Alive = alive;
    }

    /// <summary>No thread's.</summary>
    public static ThreadStack Nobody { get; } = new(0, 0, (int*)NativeMemory.AllocZeroed(sizeof(int)));

    /// <summary>The stack of this thread; null before <see cref="Of"/> was called on it.</summary>
    public static ThreadStack? Current => s_current;

    /// <summary>
    /// The lowest address for guests. What is below is the host's: for the functions that guests call, the compiler of .NET that they
    /// may wake, and exceptions.
    /// </summary>
    public nuint GuestLow { get; }

    /// <summary>Not 0 while the thread lives. Never freed: somebody may look at it at any time.</summary>
    public int* Alive { get; }

    /// <summary>The stack of this thread.</summary>
    public static ThreadStack Of() => s_current ??= Make();

    static ThreadStack Make()
    {
        // Larger than pthread_attr_t of every libc.
        byte* attributes = stackalloc byte[256];
        void* low = null;
        nuint length = 0;
        if (NativeCalls.ThreadAttributes(NativeCalls.ThisThread(), attributes) != 0)
            throw new InvalidOperationException("the thread's stack cannot be found: pthread_getattr_np failed");
        _ = NativeCalls.AttributesStack(attributes, &low, &length);
        _ = NativeCalls.DestroyAttributes(attributes);
        int* alive = (int*)NativeMemory.Alloc(sizeof(int));
        *alive = 1;
        if (NativeCalls.SetThreadValue(s_key, alive) != 0)
            throw new InvalidOperationException("the thread's end cannot be watched: pthread_setspecific failed");
        return new((nuint)low, (long)length, alive);
    }

    /// <summary>Makes the key whose destructor clears what its value points to: code of our own, for .NET may be gone from the thread.</summary>
    static uint MakeKey()
    {
        nint destructor = Stub.Make(64, static code =>
        {
            code.StoreImmediate(false, new(Register.Rdi), 0);
            code.Return();
        });
        uint key;
        return NativeCalls.CreateThreadKey(&key, destructor) == 0
            ? key
            : throw new InvalidOperationException("threads cannot be watched: pthread_key_create failed");
    }
}
