using System.Runtime.ExceptionServices;
using Lode.Wasi;
using Lode.Wasm;

namespace Lode.Control;

/// <summary>The calls of rounds, and what may become of them.</summary>
sealed partial class GuestSequence
{
    /// <summary>So many functions of a trap tell enough.</summary>
    const int MostFrames = 16;

    ControlPhase _phase;
    bool _exited;
    bool _waits;
    int _prepared;
    ExceptionDispatchInfo? _failure;

    /// <summary>Makes a call here and now; the input is written.</summary>
    /// <returns>The verdict, 0 of a preparation; or <see cref="ControlContract.Missed"/>.</returns>
    /// <exception cref="ControllerException">The sequence cannot go on.</exception>
    int Run(ControlPhase phase)
    {
        if (_exited)
            return Exited(phase);
        _waits = false;
        _log.Begin();
        try
        {
            switch (phase)
            {
                case ControlPhase.Initialize:
                    int verdict = _init is null ? (int)ControlAction.Sample : Timed(_init);
                    _store.Deadline = Request.Controller.Limits.Step;
                    return verdict;
                case ControlPhase.Prepare:
                    _prepare!();
                    return 0;
                default:
                    int answer = _step();
                    _waits = answer == (int)ControlAction.Skip && (Slot.Output.Flags & StepUses.Wait) != 0;
                    return answer;
            }
        }
        catch (TrapException trap) when (trap.Trap.Kind == TrapKind.Deadline)
        {
            return ControlContract.Missed;
        }
        catch (WasiExitException exit) when (exit.Code == 0)
        {
            _exited = true;
            return Exited(phase);
        }
        catch (Exception error) when (error is not ControllerException)
        {
            throw Failed(error, "");
        }
        finally
        {
            _log.End();
        }
    }

    private protected override void BeginCall(ControlPhase phase)
    {
        _phase = phase;
        if (phase == ControlPhase.Prepare)
            _preparation?.Begin();
    }

    private protected override int EndCall()
    {
        if (_phase != ControlPhase.Prepare)
            return Run(_phase);
        if (_preparation is null)
            return 0;
        _preparation.End();
        if (_failure is { } failure)
        {
            _failure = null;
            failure.Throw();
        }
        return _prepared;
    }

    /// <summary>On any thread.</summary>
    void Prepare()
    {
        try
        {
            _prepared = Run(ControlPhase.Prepare);
        }
        catch (Exception error) // also what the host's own log throws: nobody else catches it on this thread
        {
            _failure = ExceptionDispatchInfo.Capture(error);
        }
    }

    /// <summary>The guest has ended itself, and all was well: the sequence stops.</summary>
    int Exited(ControlPhase phase)
    {
        if (phase == ControlPhase.Prepare)
            return 0;
        Slot.Output = default;
        return (int)ControlAction.Stop;
    }

    /// <summary>What ended the guest, in words.</summary>
    ControllerException Failed(Exception error, string when)
    {
        string place = when.Length == 0 ? Name : $"{Name}: {when}";
        return error switch
        {
            TrapException trap => new(ControllerFault.Trap, $"{place}: {Describe(trap.Trap, _log.Last)}", error),
            WasiExitException exit => new(ControllerFault.Trap, $"{place}: it ended itself with code {exit.Code}", error),
            _ => new(ControllerFault.Trap, $"{place}: {error.Message}", error),
        };
    }

    /// <summary>The last words of a program often say what is wrong, and nobody may have asked for its log.</summary>
    static string Describe(Trap trap, string? last)
    {
        string frames = string.Concat(trap.Frames.Take(MostFrames).Select(static frame => $"\n  at {frame}"));
        int more = trap.Frames.Count - MostFrames;
        return $"it trapped: {trap.Message}{(last is null ? "" : $", after it logged: {last}")}{frames}{(more > 0 ? $"\n  ... and {more} or more functions around it" : "")}";
    }
}
