using System.Diagnostics;
using Lode.Usage.Interop;

namespace Lode.Usage.Running;

/// <summary>What was seen of a run, before it is told.</summary>
sealed class RunObservation
{
    const int BytesPerUnit = 1024; // of ru_maxrss
    const int LingerUs = 20_000; // longer than threads take to end together

    public required RunSettings Settings { get; init; }
    public required ExitTracer? Tracer { get; init; }
    public required long Start { get; init; }
    public long End { get; set; }

    /// <summary>When the command was about to exit; null when that was not seen.</summary>
    public long? ExitEvent { get; set; }

    /// <summary>How long the command stood still while its proportional share was read.</summary>
    public long HeldTicks { get; set; }

    public long? Pss { get; set; }
    public ProcessTransfers Transfers { get; set; }
    public bool HadChildren { get; set; }
    public WaitStatus Status { get; set; }
    public ResourceUsage Usage { get; set; }
    public bool TimedOut { get; set; }
    public MemorySampler? Sampler { get; set; }
    public PerformanceCounters? Counters { get; set; }

    /// <summary>How many processes of the tree outlived the command.</summary>
    public int Left { get; set; }

    public RunResult ToResult()
    {
        ProcessStatus? exit = Tracer?.AtExit;
        SampleBuffer samples = Sampler?.Samples ?? new SampleBuffer();
        if (exit is { Resident: long resident, Anonymous: long anonymous } && Sampler is not null && !Settings.Tree)
            samples.Add(Microseconds(ExitEvent!.Value - Start), resident, resident - anonymous);
        (long? peak, PeakKind kind) = Peak(exit, samples);
        long? pss = Pss ?? Sampler?.Pss;
        return new RunResult
        {
            WallUs = Microseconds(End - Start - HeldTicks),
            UserUs = Usage.UserTime.Microseconds,
            SystemUs = Usage.SystemTime.Microseconds,
            PeakBytes = peak,
            PeakKind = kind,
            MinorFaults = Usage.MinorFaults,
            MajorFaults = Usage.MajorFaults,
            VoluntarySwitches = Usage.VoluntarySwitches,
            InvoluntarySwitches = Usage.InvoluntarySwitches,
            BlockReads = Usage.BlockReads,
            BlockWrites = Usage.BlockWrites,
            BytesRead = Transfers.Read,
            BytesWritten = Transfers.Written,
            PeakFileBytes = samples.PeakFile,
            PeakAnonymousBytes = samples.PeakAnonymous,
            FileBytes = exit?.File + exit?.Shared,
            AnonymousBytes = exit?.Anonymous,
            PssBytes = pss,
            ExitCode = Status.ExitCode,
            Signal = Status.EndSignal,
            TimedOut = TimedOut,
            Samples = samples.ToArray(),
            Counters = Counters?.Read(),
            Notes = Notes(pss),
        };
    }

    (long? Bytes, PeakKind Kind) Peak(ProcessStatus? exit, SampleBuffer samples)
    {
        long? sampled = Settings.Tree ? Sampler!.Peak : Larger(Sampler?.Peak, samples.PeakResident);
        (long? peak, PeakKind kind) = new PeakRule
        {
            KernelBytes = (long)Usage.MaximumResident * BytesPerUnit,
            FloorBytes = ProcessUsage.ReadSelf().PeakBytes ?? long.MaxValue / 2, // it never shrinks, so later is safe
            ExitBytes = exit?.Peak,
            SampledBytes = sampled,
            ExitIsPartial = Tracer is { ReplacedItself: true } || Tracer is { HadThreads: true } && Microseconds(End - ExitEvent!.Value) > LingerUs,
            HadChildren = HadChildren,
        }.Decide();
        return Settings.Tree && samples.PeakResident > peak ? (samples.PeakResident, PeakKind.Sampled) : (peak, kind);
    }

    List<string> Notes(long? pss)
    {
        List<string> notes = [];
        if (Settings.Trace && Tracer?.AtExit is null)
            notes.Add("the command's exit could not be watched: it ended too quickly, was killed, or has privileges of its own");
        if (Transfers.Read is null)
            notes.Add("the kernel does not tell how many bytes the command read and wrote");
        if (Settings.Pss && pss is null)
            notes.Add("the proportional share of the memory could not be read");
        if (Counters?.Refusal is string refusal)
            notes.Add(refusal);
        if (Left > 0)
            notes.Add($"{Left} of the processes that the command started still run");
        return notes;
    }

    static long? Larger(long? a, long? b) => a is null || b > a ? b : a;

    static long Microseconds(long ticks) => (long)(ticks * 1e6 / Stopwatch.Frequency);
}
