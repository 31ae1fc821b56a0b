using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Lode.Usage.Interop;

namespace Lode.Usage.Running;

/// <summary>One run of a command. Everything that can be made ready before the clock starts is made in the constructor.</summary>
[SupportedOSPlatform("linux")]
sealed class LinuxRun : IDisposable
{
    readonly CommandLine _command;
    readonly RunSettings _settings;
    readonly PreparedCommand _prepared;
    readonly Adoption? _adoption;
    readonly MemorySampler? _sampler;
    readonly PerformanceCounters? _counters;
    readonly Timer? _limit;
    readonly PosixSignalRegistration _terminate;
    readonly PosixSignalRegistration _hangUp;
    ChildProcess? _child;
    volatile int _early; // a signal that came before there was anybody to pass it on to
    volatile bool _timedOut;

    public LinuxRun(CommandLine command, RunSettings settings)
    {
        _command = command;
        _settings = settings;
        Span<byte> defaults = stackalloc byte[ProcessCalls.OpaqueBytes];
        defaults.Clear();
        SignalShield.Raise(defaults);
        _prepared = new PreparedCommand(command, defaults, OwnGroup, settings.DiscardOutput);
        _adoption = settings.Tree ? new Adoption() : null;
        _sampler = settings.SamplesPerSecond > 0 ? new MemorySampler(settings, _adoption) : null;
        _counters = settings.Counters ? new PerformanceCounters() : null;
        _limit = OwnGroup ? new Timer(_ => _timedOut = _child!.KillTree()) : null;
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Forward);
        _hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Forward);
    }

    bool OwnGroup => _settings.Timeout is not null;

    public RunResult Execute(CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        int error = _prepared.Start(out int process);
        if (error != 0)
            throw SpawnError.ToException(error, _command);
        ChildProcess child = new(process, OwnGroup);
        using ExitTracer? tracer = _settings.Trace ? ExitTracer.Seize(child) : null;
        _sampler?.Follow(process, start, tracer is not null);
        Publish(child);
        if (OwnGroup)
            ControllingTerminal.HandOver(child);
        _limit?.Change(_settings.Timeout!.Value, Timeout.InfiniteTimeSpan);
        using CancellationTokenRegistration cancellation = cancellationToken.Register(() => child.KillTree());

        RunObservation seen = new() { Start = start, Settings = _settings, Tracer = tracer };
        seen.End = WaitForEnd(child, tracer, seen);
        seen.Transfers = ProcessTransfers.Of(process); // of the zombie, which still has all of them
        seen.HadChildren = ProcessStat.Read(process)?.ChildFaults > 0;
        seen.Status = child.TakeEnd(out ResourceUsage usage);

        _sampler?.Stop();
        if (OwnGroup)
            ControllingTerminal.TakeBack(child);
        cancellationToken.ThrowIfCancellationRequested();
        seen.Usage = usage;
        seen.TimedOut = _timedOut;
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
        _prepared.Dispose();
        SignalShield.Lower();
    }
}
