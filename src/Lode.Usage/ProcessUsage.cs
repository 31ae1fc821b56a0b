using Lode.Usage.Interop;

namespace Lode.Usage;

/// <summary>What a process has used so far, or, as the result of <see cref="Since"/>, between two moments.</summary>
/// <remarks>
/// Times are microseconds, sizes are bytes, the rest are counts. A value is null where the platform cannot tell it, and
/// <see cref="Missing"/> then says what is lacking and why. The words are those of the kernel: anonymous memory is private and not backed
/// by a file (RssAnon), file memory is mapped pages of files (RssFile), shared memory is memfds and the like (RssShmem), the peak is the
/// largest resident size so far (VmHWM).
/// </remarks>
public sealed record ProcessUsage
{
    /// <summary>CPU time in user mode, all threads, in microseconds.</summary>
    public long? UserMicroseconds { get; init; }

    /// <summary>CPU time in the kernel, all threads, in microseconds.</summary>
    public long? SystemMicroseconds { get; init; }

    /// <summary>Page faults served without reading from a disk.</summary>
    public long? MinorFaults { get; init; }

    /// <summary>Page faults that had to read from a disk.</summary>
    public long? MajorFaults { get; init; }

    /// <summary>Times that a thread gave up its processor to wait.</summary>
    public long? VoluntarySwitches { get; init; }

    /// <summary>Times that a thread was taken off its processor.</summary>
    public long? InvoluntarySwitches { get; init; }

    /// <summary>Blocks of 512 bytes read from a disk.</summary>
    public long? BlockReads { get; init; }

    /// <summary>Blocks of 512 bytes written towards a disk.</summary>
    public long? BlockWrites { get; init; }

    /// <summary>Resident private memory without a file behind it, in bytes.</summary>
    public long? AnonymousBytes { get; init; }

    /// <summary>Resident pages of mapped files, in bytes; they are shared by all processes that map the file.</summary>
    public long? FileBytes { get; init; }

    /// <summary>Resident shared memory (memfds, tmpfs), in bytes.</summary>
    public long? SharedBytes { get; init; }

    /// <summary>All resident memory, in bytes.</summary>
    public long? ResidentBytes { get; init; }

    /// <summary>The largest resident size so far, in bytes.</summary>
    public long? PeakBytes { get; init; }

    /// <summary>What the platform cannot tell, in words; null where nothing is missing.</summary>
    public string? Missing { get; init; }

    /// <summary>Takes a snapshot of this process.</summary>
    /// <remarks>
    /// On Linux from <c>getrusage</c> and <c>/proc/self/status</c>, in some ten microseconds; elsewhere what .NET itself can tell.
    /// </remarks>
    public static ProcessUsage ReadSelf() => OperatingSystem.IsLinux() ? LinuxUsage.ReadSelf() : PortableUsage.ReadSelf();

    /// <summary>What was used between an earlier snapshot and this one: every value minus the earlier one.</summary>
    /// <param name="earlier">A snapshot of the same process.</param>
    /// <returns>
    /// Differences; sizes of memory are negative where memory was given back. <see cref="PeakBytes"/> is the growth of the peak. A value
    /// that either snapshot lacks is null.
    /// </returns>
    public ProcessUsage Since(ProcessUsage earlier)
    {
        ArgumentNullException.ThrowIfNull(earlier);
        return new ProcessUsage
        {
            UserMicroseconds = UserMicroseconds - earlier.UserMicroseconds,
            SystemMicroseconds = SystemMicroseconds - earlier.SystemMicroseconds,
            MinorFaults = MinorFaults - earlier.MinorFaults,
            MajorFaults = MajorFaults - earlier.MajorFaults,
            VoluntarySwitches = VoluntarySwitches - earlier.VoluntarySwitches,
            InvoluntarySwitches = InvoluntarySwitches - earlier.InvoluntarySwitches,
            BlockReads = BlockReads - earlier.BlockReads,
            BlockWrites = BlockWrites - earlier.BlockWrites,
            AnonymousBytes = AnonymousBytes - earlier.AnonymousBytes,
            FileBytes = FileBytes - earlier.FileBytes,
            SharedBytes = SharedBytes - earlier.SharedBytes,
            ResidentBytes = ResidentBytes - earlier.ResidentBytes,
            PeakBytes = PeakBytes - earlier.PeakBytes,
            Missing = Missing ?? earlier.Missing,
        };
    }
}
