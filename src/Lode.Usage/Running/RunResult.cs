namespace Lode.Usage.Running;

/// <summary>What one run of a command cost. Times are microseconds, sizes are bytes, the rest are counts.</summary>
/// <remarks>
/// Processor time, faults, switches, blocks and system calls are those of the command and of all descendants that were waited for: what is
/// left in the background is not in them. Source of the meanings: <c>getrusage(2)</c>, <c>proc_pid_io(5)</c>, <c>proc_pid_status(5)</c>.
/// </remarks>
public sealed record RunResult
{
    /// <summary>The time from when the new process was let go to load the program until its end, in microseconds, with any time that it was stopped.</summary>
    public required long WallUs { get; init; }

    /// <summary>When the command had what it needs to begin its work, by its own clock, in microseconds; null where it did not say.</summary>
    public long? ReadyUs { get; init; }

    /// <summary>Processor time in user mode, in microseconds.</summary>
    public required long UserUs { get; init; }

    /// <summary>Processor time in the kernel, in microseconds.</summary>
    public required long SystemUs { get; init; }

    /// <summary>The largest resident size of the command or of one of its waited-for descendants, in bytes; see <see cref="PeakKind"/>.</summary>
    /// <remarks>With <see cref="RunSettings.Tree"/>, the largest sum over all of them where that is more.</remarks>
    public long? PeakBytes { get; init; }

    /// <summary>What <see cref="PeakBytes"/> means.</summary>
    public PeakKind PeakKind { get; init; }

    /// <summary>Page faults served without reading from a disk.</summary>
    public required long MinorFaults { get; init; }

    /// <summary>Page faults that had to read from a disk.</summary>
    public required long MajorFaults { get; init; }

    /// <summary>Times that a thread gave up its processor to wait.</summary>
    public required long VoluntarySwitches { get; init; }

    /// <summary>Times that a thread was taken off its processor.</summary>
    public required long InvoluntarySwitches { get; init; }

    /// <summary>Blocks of 512 bytes read from a disk.</summary>
    public required long BlockReads { get; init; }

    /// <summary>Blocks of 512 bytes written towards a disk.</summary>
    public required long BlockWrites { get; init; }

    /// <summary>Bytes that system calls like <c>read</c> returned, wherever they came from; null when unknown.</summary>
    public long? BytesRead { get; init; }

    /// <summary>Bytes that system calls like <c>write</c> took, wherever they went; null when unknown.</summary>
    public long? BytesWritten { get; init; }

    /// <summary>The most of mapped files and shared memory that was seen resident, in bytes; null when not sampled.</summary>
    public long? PeakFileBytes { get; init; }

    /// <summary>The most of private memory that was seen resident, in bytes; null when not sampled.</summary>
    public long? PeakAnonymousBytes { get; init; }

    /// <summary>Resident pages of mapped files and shared memory when the command was about to exit, in bytes; null when unknown.</summary>
    public long? FileBytes { get; init; }

    /// <summary>Resident private memory when the command was about to exit, in bytes; null when unknown.</summary>
    public long? AnonymousBytes { get; init; }

    /// <summary>The command's proportional share of memory near its end, in bytes; null when not asked for or unknown.</summary>
    public long? PssBytes { get; init; }

    /// <summary>The command's exit code, from 0 to 255, or 128 and the signal that ended it.</summary>
    public required int ExitCode { get; init; }

    /// <summary>The number of the signal that ended the command; null when it exited by itself.</summary>
    public int? Signal { get; init; }

    /// <summary>Whether the command was killed because its time was over.</summary>
    public bool TimedOut { get; init; }

    /// <summary>The memory over time, in order; empty when it was not sampled or the command ended before the first sample.</summary>
    /// <remarks>At most 4,096: of a longer run each stands for a span of time, and is the sample with the most memory in it.</remarks>
    public IReadOnlyList<MemorySample> Samples { get; init; } = [];

    /// <summary>What the processor counted; null when not asked for or not allowed.</summary>
    public HardwareCounters? Counters { get; init; }

    /// <summary>What could not be measured and why, a sentence each; usually empty.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
