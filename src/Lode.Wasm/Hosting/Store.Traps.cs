using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using Lode.Wasm.Runtime;

namespace Lode.Wasm;

/// <summary>What ended a guest.</summary>
public sealed unsafe partial class Store
{
    /// <summary>Levels of guests whose places an exception collects in its stack trace.</summary>
    const int TracedLevels = 8;

    ExceptionDispatchInfo? _pending;

    // Through how many levels of guests the exception has come.
    int _levels;

    /// <summary>Keeps what a function of the host threw until the frames of guests are gone.</summary>
    internal void SetPending(Exception exception)
    {
        bool same = _pending?.SourceException == exception;
        _levels = same ? _levels + 1 : 1;
        // A trace that grew with every level would make leaving thousands of them take minutes.
        if (!same || _levels <= TracedLevels)
            _pending = ExceptionDispatchInfo.Capture(exception);
    }

    /// <summary>Throws what ended the guest of the last call.</summary>
    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal void ThrowTrap()
    {
        if (TakePending() is { } pending)
            pending.Throw();
        throw new TrapException(TakeTrap());
    }

    /// <summary>The trap that ended the guest of the last call. Other exceptions of functions of the host are thrown.</summary>
    internal Trap TakeTrapOrThrow()
    {
        if (TakePending() is not { } pending)
            return TakeTrap();
        if (pending.SourceException is TrapException inner)
            return inner.Trap;
        pending.Throw();
        return null!;
    }

    ExceptionDispatchInfo? TakePending()
    {
        if (_state->TrapKind != StoreState.HostException)
            return null;
        ExceptionDispatchInfo? pending = _pending;
        if (_turn.Depth == 0)
            _pending = null;
        return pending;
    }

    Trap TakeTrap()
    {
        StoreState* state = _state;
        uint? address = null;
        string? detail = null;
        TrapKind kind = state->TrapKind == StoreState.Fault ? ClassifyFault(out address, out detail) : (TrapKind)state->TrapKind;
        nuint[] places = new nuint[1 + state->TrapCount];
        places[0] = state->TrapPc;
        new ReadOnlySpan<nuint>(state->TrapFrames, (int)state->TrapCount).CopyTo(places.AsSpan(1));
        string words = TrapMessages.Of(kind);
        return new(kind, detail is null ? words : $"{words}: {detail}", address, new([.. _modules], places, state->TrapKind == StoreState.Fault));
    }

    /// <summary>What a signal in a guest's code means.</summary>
    TrapKind ClassifyFault(out uint? address, out string? detail)
    {
        nuint at = _state->TrapAddress;
        address = null;
        detail = null;
        // From the kernel itself, as for an address that no page can have: the address is not known, and 0.
        bool known = _state->SignalCode is > 0 and < 128;
        for (int i = 0; known && i < _reservations.Count; i++)
        {
            (nint start, long bytes) = _reservations[i];
            if (at - (nuint)start >= (nuint)bytes)
                continue;
            long offset = (long)(at - (nuint)start);
            address = (uint)Math.Min(offset, uint.MaxValue);
            return _memories[i].Classify(offset, _state->Signal == NativeCalls.SignalBus, out detail);
        }
        if (known && _state->Signal == NativeCalls.SignalBus && CodeArena.Contains(at))
        {
            detail = "a module's machine code";
            return TrapKind.FileTruncated;
        }
        if (known && at < NativeCalls.PageBytes && _state->Signal == NativeCalls.SignalSegmentation)
            return TrapKind.UninitializedElement;
        Environment.FailFast($"Lode.Wasm: a guest's code accessed address 0x{at:x} outside of its memory (signal {_state->Signal}, code "
            + $"{_state->SignalCode}, instruction 0x{_state->TrapPc:x}); this is a fault of the compiler, and nothing can be trusted any more. "
            + $"Running: {string.Join(", ", _modules.Select(static module => module.Module.Name))}");
        return default;
    }
}
