namespace Lode.Usage.Running;

/// <summary>What is known about the peak of a process, and what follows from it.</summary>
/// <remarks>
/// The kernel's <c>ru_maxrss</c> is the largest of the process, of its waited-for children, and of the process that started it, whose memory
/// the new process shares until its <c>exec</c>. So it tells nothing about commands that are smaller than this process.
/// </remarks>
readonly record struct PeakRule
{
    /// <summary>How far <c>ru_maxrss</c> may lie above the floor by the kernel's own inexact counting alone.</summary>
    const long Margin = 1 << 20;

    /// <summary><c>ru_maxrss</c>, in bytes.</summary>
    public required long KernelBytes { get; init; }

    /// <summary>The peak of the process that started the command, in bytes.</summary>
    public required long FloorBytes { get; init; }

    /// <summary>The peak of the program that the process ran when it exited, in bytes.</summary>
    public long? ExitBytes { get; init; }

    /// <summary>The highest sample, in bytes.</summary>
    public long? SampledBytes { get; init; }

    /// <summary>Whether <see cref="ExitBytes"/> is not the whole story: an earlier program, or threads that went on.</summary>
    public bool ExitIsPartial { get; init; }

    /// <summary>Whether the process waited for children, whose peaks only <see cref="KernelBytes"/> holds.</summary>
    public bool HadChildren { get; init; }

    public (long? Bytes, PeakKind Kind) Decide()
    {
        long? seen = SampledBytes is null || ExitBytes > SampledBytes ? ExitBytes : SampledBytes;
        if (KernelBytes > FloorBytes + Margin)
            return (seen > KernelBytes ? seen : KernelBytes, PeakKind.Exact);
        if (HadChildren)
            return (Math.Max(KernelBytes, FloorBytes), PeakKind.AtMost);
        if (ExitBytes is long exit && !ExitIsPartial)
            return (exit, PeakKind.Exact);
        return seen is null ? (Math.Max(KernelBytes, FloorBytes), PeakKind.AtMost) : (seen, PeakKind.Sampled);
    }
}
