using Lode.Usage.Running;

namespace Lode.Usage.Reports;

/// <summary>The lines that tell what one run cost. What was not measured has no line.</summary>
static class RunFacts
{
    public static IEnumerable<Fact> Of(RunResult run)
    {
        long cpu = run.UserUs + run.SystemUs;
        yield return new("wall time", $"{Number(run.WallUs)} us", "The time that passed from start to end.");
        yield return new("CPU time", Shared(cpu, " us", run.SystemUs, "in the kernel"),
            "The time that processors worked for it, all threads together. The kernel's part went into system calls and page faults.");
        yield return new("peak memory", Peak(run), PeakMeaning(run.PeakKind));
        if (Metric.Mapped.Of(run) is long file)
            yield return new("  mapped", $"{Size(file)}{Seen(run)}",
                "Pages of files, such as programs and models: shared with the page cache and all that map them, given back when others need memory.");
        if (Metric.Anonymous.Of(run) is long anonymous)
            yield return new("  anonymous", $"{Size(anonymous)}{Seen(run)}", "Heaps and stacks: memory that is this command's alone.");
        if (run.PssBytes is long share)
            yield return new("  share", Size(share), "The proportional share (PSS) near the end: pages that several processes map are divided among them.");
        yield return new("page faults", Shared(run.MinorFaults + run.MajorFaults, "", run.MinorFaults, "minor"),
            "Times that a page was used which was not in its tables yet. Minor ones found it in memory, the others waited for the disk.");
        yield return new("switches", Shared(run.VoluntarySwitches + run.InvoluntarySwitches, "", run.VoluntarySwitches, "voluntary"),
            "Times that a thread left its processor: voluntarily to wait for something, or because another thread was to run.");
        yield return new("disk blocks", $"{Number(run.BlockReads)} read, {Number(run.BlockWrites)} written",
            "Blocks of 512 bytes that were moved between memory and disks for it. What is in the page cache is not read again.");
        if (run.BytesRead is not null || run.BytesWritten is not null)
            yield return new("system calls", $"{Bytes(run.BytesRead)} read, {Bytes(run.BytesWritten)} written",
                "What went through read, write and their kin, wherever from and to. Mapped files are not in it.");
        if (run.Counters is { } counters)
        {
            foreach (Fact fact in Of(counters))
                yield return fact;
        }
        if (run.TimedOut)
            yield return new("time limit", "reached", "It was killed because its time was over.");
        if (run.Signal is int signal)
            yield return new("signal", SignalName.Of(signal), "The signal that ended it.");
        else if (run.ExitCode != 0)
            yield return new("exit code", Number(run.ExitCode), "What it told its caller; not 0 means failure by custom.");
    }

    static IEnumerable<Fact> Of(HardwareCounters counters)
    {
        if (counters.Instructions is long instructions)
        {
            string perCycle = counters.Cycles is > 0 and long all ? FormattableString.Invariant($", {(double)instructions / all:F2} per cycle") : "";
            yield return new("instructions", $"{Number(instructions)}{perCycle}", "Instructions that the processor completed in user mode.");
        }
        if (counters.Cycles is long cycles)
            yield return new("cycles", Number(cycles), "Clock cycles in user mode.");
        if (counters.BranchMisses is long branches)
            yield return new("branch misses", Number(branches), "Branches that the processor predicted wrongly.");
        if (counters.CacheMisses is long caches)
            yield return new("cache misses", Number(caches), "Accesses to memory that no cache could serve.");
    }

    static string Peak(RunResult run) => run.PeakBytes is not long peak ? "unknown" : run.PeakKind switch
    {
        PeakKind.AtMost => $"at most {Size(peak)}",
        PeakKind.Sampled => $"at least {Size(peak)}, sampled",
        _ => Size(peak),
    };

    static string PeakMeaning(PeakKind kind) => "The most memory that was resident at a time. " + kind switch
    {
        PeakKind.Exact => "This is the true value.",
        PeakKind.Sampled => "The largest sample is given: between samples it may have been more.",
        PeakKind.AtMost => "The kernel's figure does not go below the size of the process that started it, so only this bound is known.",
        _ => "It could not be measured.",
    };

    // A value, and how much of it is of one kind; no share of nothing.
    static string Shared(long all, string unit, long part, string kind) =>
        all == 0 ? $"0{unit}" : $"{Number(all)}{unit}, {UsageFormat.Percent(part, all)} {kind}";

    static string Seen(RunResult run) => run.PeakFileBytes is null ? " at the end" : " at the highest sample";

    static string Size(long bytes) => bytes < 1024 ? Bytes(bytes) : $"{Bytes(bytes)} ({UsageFormat.Bytes(bytes)})";

    static string Bytes(long? bytes) => $"{UsageFormat.Count(bytes)} bytes";

    static string Number(long value) => UsageFormat.Count(value);
}
