using System.Diagnostics;
using System.Runtime.CompilerServices;
using Lode.Wasm.Runtime;

namespace Lode.Wasm;

/// <summary>The stack's limit, which is also how guests are stopped.</summary>
public sealed unsafe partial class Store
{
    /// <summary>How far the stack may have moved before the limit is set anew.</summary>
    const long Tolerance = 32 << 10;

    const int StopInterrupted = 1;
    const int StopDeadline = 2;

    readonly List<nint> _contexts = [];

    nuint _limit = 1;

    /// <summary>Why guests shall stop, under the gate.</summary>
    int _stop;

    /// <summary>Whether the end of the outermost call has something to do.</summary>
    bool _attention;

    /// <summary>Whether a guest was stopped, so that the reason is used up.</summary>
    bool _stopped;

    TimeSpan? _deadline;

    // When the call in flight is due, in ticks of the stopwatch; 0 between calls.
    long _due;
    bool _isWatched;

    /// <summary>
    /// How long a call from the host may take, calls within it counted; null for any time. A guest that takes longer traps with
    /// <see cref="TrapKind.Deadline"/> at its next loop or call; a function of the host is not stopped, but its guest is when it comes back.
    /// </summary>
    public TimeSpan? Deadline
    {
        get => _deadline;
        set
        {
            if (value is { } time)
                ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.Zero, nameof(value));
            lock (_gate)
            {
                _deadline = value;
                // Calls must come the slow way, which notes when they are due.
                (_turn.StackFrom, _turn.StackRange) = (nuint.MaxValue, 0);
                _isWatched = false;
                if (value is null)
                    _due = 0;
            }
            Watchdog.Remove(this);
        }
    }

    /// <summary>
    /// Stops the guest that runs: it traps with <see cref="TrapKind.Interrupted"/> at its next loop or call, and so do the calls around it.
    /// Where none runs, the next call that loops or calls is stopped. May be called from any thread at any time; after the end it does nothing.
    /// </summary>
    public void Interrupt()
    {
        lock (_gate)
        {
            if (!_disposed)
                Stop(StopInterrupted);
        }
    }

    /// <summary>Stops a call that is due. Gives when the store wants to be looked at again; 0 where no call is running.</summary>
    internal long StopIfDue(long now)
    {
        lock (_gate)
        {
            if (!_disposed && _due > now)
                return _due;
            if (!_disposed && _due != 0)
                Stop(StopDeadline);
            _isWatched = false;
            return 0;
        }
    }

    void Stop(int reason)
    {
        _stop |= reason;
        foreach (nint context in _contexts)
            Volatile.Write(ref ((ContextState*)context)->StackLimit, nuint.MaxValue);
    }

    void SetLimits(nuint limit)
    {
        foreach (nint context in _contexts)
            Volatile.Write(ref ((ContextState*)context)->StackLimit, limit);
    }

    /// <summary>Sets the limit of the stack for a call of this thread, and notes when it is due.</summary>
    void BeginOutermost(Turn turn, nuint stack)
    {
        lock (_gate)
        {
            nuint lowest = turn.Thread.GuestLow, wanted = stack - (nuint)Engine.Options.StackBytes;
            bool bounded = wanted < lowest || wanted > stack;
            _limit = bounded ? lowest : wanted;
            (turn.StackFrom, turn.StackRange) = bounded
                ? (lowest, (nuint)(Engine.Options.StackBytes + Tolerance))
                : (stack - (nuint)Tolerance, 2 * (nuint)Tolerance);
            if (_stop == 0)
                SetLimits(_limit);
            if (_deadline is not { } deadline)
                return;
            (turn.StackFrom, turn.StackRange) = (nuint.MaxValue, 0);
            _attention = true;
            _due = Stopwatch.GetTimestamp() + (long)Math.Min(deadline.TotalSeconds * Stopwatch.Frequency, long.MaxValue / 2);
            if (_isWatched && Watchdog.Wake <= _due)
                return;
            _isWatched = true;
        }
        Watchdog.Watch(this, _due);
    }

    /// <summary>The slow way out of a call: a guest was ended, or the end of the outermost call has something to do.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    void End(int status, int depth)
    {
        lock (_gate)
        {
            // All stops look alike to guests: the kind is found before the reason is used up.
            if (status != 0 && _state->TrapKind == (uint)TrapKind.StackOverflow && _stop != 0)
            {
                _state->TrapKind = (uint)((_stop & StopDeadline) != 0 ? TrapKind.Deadline : TrapKind.Interrupted);
                _stopped = _attention = true;
            }
            if (depth != 0 || !_attention)
                return;
            // A deadline that no guest has noticed is none for the next call; an interruption is.
            _stop &= _stopped ? 0 : ~StopDeadline;
            _due = 0;
            _attention = _stopped = false;
            if (_stop == 0)
                SetLimits(_limit);
        }
    }

    /// <summary>Lets the limit hold for a new instance, too.</summary>
    internal void AddContext(ContextState* context)
    {
        lock (_gate)
        {
            context->StackLimit = _stop != 0 ? nuint.MaxValue : _limit;
            _contexts.Add((nint)context);
        }
    }
}
