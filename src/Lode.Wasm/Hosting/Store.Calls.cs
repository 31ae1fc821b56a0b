using System.Runtime.CompilerServices;
using Lode.Wasm.Runtime;

namespace Lode.Wasm;

/// <summary>Calls from the host to guests, and whose turn it is.</summary>
/// <remarks>
/// A store belongs to the thread that used it last, and that thread needs no atomic operation to use it again. Another thread takes it over
/// by <see cref="Own"/>, which makes all processors see the change before it looks whether a call is running. So the owner, which counts
/// its call first and looks second whether it is still the owner, and the other one cannot both go on.
/// </remarks>
public sealed unsafe partial class Store
{
    readonly Lock _gate = new();
    ThreadStack? _owner;

    /// <summary>Calls from the host within calls from the host.</summary>
    int _depth;

    /// <summary>Runs a guest. Gives 0, or 1 where it was ended.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int Run(FunctionReference* function, Signature signature, Value* slots)
    {
        ThreadStack? thread = ThreadStack.Current;
        if (thread != Volatile.Read(ref _owner) || thread is null)
            thread = TakeOver();
        int depth = _depth;
        Volatile.Write(ref _depth, depth + 1);
        // Slots lie on the stack: their address is as good as the stack pointer.
        if (Volatile.Read(ref _owner) != thread || (nuint)slots - _stackFrom > _stackRange)
            Begin(thread, depth, (nuint)slots);
        int status = ((delegate* unmanaged<ContextState*, nint, Value*, int>)signature.EntryStub)(function->Context, function->Code, slots);
        _depth = depth;
        if (_attention && depth == 0)
            End();
        GC.KeepAlive(this);
        return status;
    }

    /// <summary>Runs a guest, and throws what ended it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Call(FunctionReference* function, Signature signature, Value* slots)
    {
        if (Run(function, signature, slots) != 0)
            ThrowTrap();
    }

    /// <summary>Makes this thread the owner.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    ThreadStack TakeOver()
    {
        ThreadStack thread = ThreadStack.Of();
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_owner != thread)
            {
                Own("used");
                Volatile.Write(ref _owner, thread);
            }
        }
        return thread;
    }

    /// <summary>Takes the store from its owner, if it is not running a call. Under the gate.</summary>
    void Own(string what)
    {
        ThreadStack? before = _owner;
        if (_depth != 0)
            throw InUse(what);
        if (before is null || before == ThreadStack.Current)
            return;
        Volatile.Write(ref _owner, null);
        Interlocked.MemoryBarrierProcessWide();
        if (Volatile.Read(ref _depth) == 0)
            return;
        Volatile.Write(ref _owner, before);
        throw InUse(what);
    }

    /// <summary>The slow way into a call: the stack's limit must be set, or another thread was about to take the store.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    void Begin(ThreadStack thread, int depth, nuint stack)
    {
        if (Volatile.Read(ref _owner) != thread)
        {
            _depth = depth;
            TakeOver();
            _depth = depth + 1;
        }
        // Calls within a call share its limit.
        if (depth == 0)
            BeginOutermost(thread, stack);
    }

    InvalidOperationException InUse(string what) => new(_owner == ThreadStack.Current
        ? $"the store cannot be {what} inside one of its own calls"
        : $"the store cannot be {what} while another thread runs a call of it; a store is for one thread at a time: "
            + $"wait for the call's end, or {nameof(Interrupt)} it first");
}
