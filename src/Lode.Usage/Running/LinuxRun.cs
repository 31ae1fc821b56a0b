using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text;
using Lode.Usage.Interop;

namespace Lode.Usage.Running;

/// <summary>One run of a command. Everything that can be made ready before the clock starts is made in the constructor.</summary>
[SupportedOSPlatform("linux")]
sealed class LinuxRun : IDisposable
{
    readonly CommandLine _command;
    readonly RunSettings _settings;
    readonly bool _trace;
    readonly StartGate? _gate;
    readonly PreparedCommand _prepared;
    readonly GatedStart? _gated;
    readonly Adoption? _adoption;
    readonly MemorySampler? _sampler;
    readonly PerformanceCounters? _counters;
    readonly Timer? _limit;
    readonly PosixSignalRegistration _terminate;
    readonly PosixSignalRegistration _hangUp;
    ChildProcess? _child;
    volatile int _early; // a signal that came before there was anybody to pass it on to

    public LinuxRun(CommandLine command, RunSettings settings)
    {
        _command = command;
        _settings = settings;
        Span<byte> defaults = stackalloc byte[ProcessCalls.OpaqueBytes];
        defaults.Clear();
        SignalShield.Raise(defaults);
        _trace = settings.Trace && !Privileges.HasOwn(Encoding.UTF8.GetString(command[0]));
        _gate = _trace || OwnGroup ? StartGate.Create() : null;
        _prepared = new PreparedCommand(command, defaults, OwnGroup, settings.OutputFile ?? (settings.DiscardOutput ? PreparedCommand.Nowhere : null), _gate);
        _gated = _gate is null ? null : new GatedStart(_prepared);
        _adoption = settings.Tree ? new Adoption() : null;
        _sampler = settings.SamplesPerSecond > 0 ? new MemorySampler(settings, _adoption) : null;
        _counters = settings.Counters ? new PerformanceCounters(_gated?.ThreadId ?? 0) : null;
        _limit = OwnGroup ? new Timer(_ => _child!.KillTree()) : null;
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Forward);
        _hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Forward);
    }

    bool OwnGroup => _settings.Timeout is not null;

    public RunResult Execute(CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        int error = 0;
        int process = _gated?.Begin() ?? 0;
        if (_gated is null)
            error = _prepared.Start(out process);
        else if (process == 0)
            error = _gated.Result();
        if (error != 0)
            throw SpawnError.ToException(error, _command);
        ChildProcess child = new(process, OwnGroup);
        using ExitTracer? tracer = _trace ? ExitTracer.Seize(child, fromStart: _gate is not null) : null;
        if (OwnGroup)
            ControllingTerminal.HandOver(child);
        if (_gate is not null)
        {
            start = Stopwatch.GetTimestamp();
            _gate.Release();
        }
        _sampler?.Follow(process, start, tracer is not null);
        Publish(child);
        _limit?.Change(_settings.Timeout!.Value, Timeout.InfiniteTimeSpan);
        using CancellationTokenRegistration cancellation = cancellationToken.Register(() => child.KillTree());

        RunObservation seen = new() { Start = start, Settings = _settings, Tracer = tracer };
        try
        {
            seen.End = WaitForEnd(child, tracer, seen);
        }
        catch (InvalidOperationException) when (_gated?.Result() is > 0)
        {
            // The start failed, and the C library has waited for the process itself.
        }
        error = _gated?.Result() ?? 0;
        seen.Transfers = ProcessTransfers.Of(process); // of the zombie, which still has all of them
        seen.HadChildren = ProcessStat.Read(process)?.ChildFaults > 0;
        seen.Status = child.TakeEnd(out ResourceUsage usage);

        _sampler?.Stop();
        if (OwnGroup)
            ControllingTerminal.TakeBack(child);
        cancellationToken.ThrowIfCancellationRequested();
        if (error != 0)
            throw SpawnError.ToException(error, _command);
        seen.Usage = usage;
        seen.TimedOut = child.WasKilled; // not by a cancellation, which ended above
        seen.Sampler = _sampler;
        seen.Counters = _counters;
        seen.Left = _adoption?.Orphans(process).Count ?? 0;
        return seen.ToResult();
    }

    /// <summary>Handles stops until the command has ended; it is a zombie then.</summary>
    /// <returns>When it ended.</returns>
    long WaitForEnd(ChildProcess child, ExitTracer? tracer, RunObservation seen)
    {
        long now;
        while (!child.WaitForChange(out now))
        {
            if (!child.TryTakeStop(out WaitStatus status))
                continue;
            if (tracer is null)
            {
                ControllingTerminal.StopToo(status.StopSignal, child, OwnGroup);
            }
            else if (status.IsExecEvent)
            {
                tracer.CountProgram();
                tracer.Continue(0);
            }
            else if (status.IsExitEvent)
            {
                tracer.ReadMemory();
                if (_settings.Pss)
                    seen.Pss = MemorySampler.ReadPss(child.Id);
                seen.ExitEvent = now;
                seen.HeldTicks += _settings.Pss ? Stopwatch.GetTimestamp() - now : 0;
                tracer.Continue(0);
            }
            else if (status.IsStopEvent && status.StopSignal != Signals.Trap)
            {
                tracer.Listen();
                ControllingTerminal.StopToo(status.StopSignal, child, OwnGroup);
            }
            else
            {
                tracer.Continue(status.IsStopEvent ? 0 : status.StopSignal);
            }
        }
        return now;
    }

    void Publish(ChildProcess child)
    {
        Volatile.Write(ref _child, child);
        Interlocked.MemoryBarrier(); // against Forward's: one of both sees the other
        if (_early != 0)
            child.Signal(_early);
    }

    void Forward(PosixSignalContext context)
    {
        context.Cancel = true;
        int signal = context.Signal == PosixSignal.SIGHUP ? Signals.Hangup : Signals.Terminate;
        if (Volatile.Read(ref _child) is ChildProcess child)
        {
            child.Signal(signal);
            return;
        }
        _early = signal;
        Interlocked.MemoryBarrier();
        Volatile.Read(ref _child)?.Signal(signal);
    }

    public void Dispose()
    {
        _hangUp.Dispose();
        _terminate.Dispose();
        _limit?.Dispose();
        _sampler?.Dispose();
        _counters?.Dispose();
        _adoption?.Dispose();
        _gated?.Dispose();
        _prepared.Dispose();
        _gate?.Dispose();
        SignalShield.Lower();
    }
}
