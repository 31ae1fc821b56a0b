using System.Runtime.CompilerServices;
using Lode.Wasm.Runtime;

namespace Lode.Wasm;

/// <summary>Calls from the host to guests, and whose turn it is.</summary>
/// <remarks>
/// A store belongs to the thread that used it last, and that thread needs no atomic operation to use it again. Another thread takes it over
/// by <see cref="Take"/>: it ends the owner's turn, makes all processors see that, and only then looks whether a call is running. The owner
/// counts its call first and looks second whether it is still its turn. So not both of them can go on.
/// </remarks>
public sealed unsafe partial class Store
{
    readonly Lock _gate = new();
    Turn _turn = Turn.None;

    // The one before, used again where its thread comes back: a store that goes to and fro between two threads makes no more of them.
    Turn? _lastTurn;

    /// <summary>Runs a guest. Gives 0, or 1 where it was ended.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int Run(ContextState* context, nint code, nint stub, Value* slots)
    {
        Turn turn = _turn;
        // Slots lie on the stack: their address is as good as the stack pointer, and tells the thread while that lives.
        bool near = (nuint)slots - turn.StackFrom <= turn.StackRange && *turn.Alive != 0;
        if (!near)
            turn = TakeTurn();
        int depth = turn.Depth;
        Volatile.Write(ref turn.Depth, depth + 1);
        if (Volatile.Read(ref _turn) != turn || !near)
            turn = Begin(turn, depth, (nuint)slots);
        int status = ((delegate* unmanaged<ContextState*, nint, Value*, int>)stub)(context, code, slots);
        turn.Depth = depth;
        if (status != 0 || _attention)
            End(status, depth);
        GC.KeepAlive(this);
        return status;
    }

    /// <summary>Runs a guest, and throws what ended it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Call(ContextState* context, nint code, nint stub, Value* slots)
    {
        if (Run(context, code, stub, slots) != 0)
            ThrowTrap();
    }

    /// <summary>Refuses the use by two threads at once, and after the end.</summary>
    internal void CheckUse()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        Turn turn = _turn;
        if (turn.Depth != 0 && turn.Thread != ThreadStack.Current)
            throw InUse("used");
    }

    /// <summary>Keeps all calls out until <see cref="EndPause"/>.</summary>
    /// <exception cref="InvalidOperationException">A call is running, of this thread or of another one.</exception>
    internal Turn Pause(string what)
    {
        while (true)
        {
            Turn turn = TakeTurn();
            if (turn.Depth != 0)
                throw InUse(what);
            // As a call does: counted first, and then looked whether it is still this thread's turn.
            Volatile.Write(ref turn.Depth, 1);
            if (Volatile.Read(ref _turn) == turn)
                return turn;
            turn.Depth = 0;
        }
    }

    /// <summary>Lets calls in again.</summary>
    internal static void EndPause(Turn turn) => turn.Depth = 0;

    /// <summary>Makes it this thread's turn.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    Turn TakeTurn()
    {
        ThreadStack thread = ThreadStack.Of();
        Turn turn = _turn;
        if (turn.Thread == thread)
            return turn;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_turn.Thread == thread)
                return _turn;
            Turn before = _turn, next = _lastTurn?.Thread == thread ? _lastTurn : new(thread);
            // The limit of the stack has been another thread's meanwhile.
            (next.StackFrom, next.StackRange) = (nuint.MaxValue, 0);
            Take("used", next);
            _lastTurn = before;
            return next;
        }
    }

    /// <summary>Ends a turn for another one, if no call is running. Under the gate.</summary>
    void Take(string what, Turn next)
    {
        Turn before = _turn;
        if (before.Depth != 0)
            throw InUse(what);
        Volatile.Write(ref _turn, next);
        if (before.Thread == ThreadStack.Current || before == Turn.None)
            return;
        Interlocked.MemoryBarrierProcessWide();
        if (Volatile.Read(ref before.Depth) == 0)
            return;
        Volatile.Write(ref _turn, before);
        throw InUse(what);
    }

    /// <summary>The slow way into a call: the stack's limit must be set, or another thread was about to take the store.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    Turn Begin(Turn turn, int depth, nuint stack)
    {
        if (Volatile.Read(ref _turn) != turn)
        {
            turn.Depth = depth;
            turn = TakeTurn();
            depth = turn.Depth;
            turn.Depth = depth + 1;
        }
        // Calls within a call share its limit.
        if (depth == 0)
            BeginOutermost(turn, stack);
        return turn;
    }

    InvalidOperationException InUse(string what) => new(_turn.Thread == ThreadStack.Current
        ? $"the store cannot be {what} inside one of its own calls"
        : $"the store cannot be {what} while another thread runs a call of it; a store is for one thread at a time: "
            + $"wait for the call's end, or {nameof(Interrupt)} it first");
}
