namespace Lode.Usage.Running;

/// <summary>What <see cref="RunResult.PeakBytes"/> means.</summary>
/// <remarks>
/// The kernel's own figure for a child (<c>ru_maxrss</c>) never reads below the resident size of the process that started it, so for small
/// commands it is a bound and not a measurement.
/// </remarks>
public enum PeakKind
{
    /// <summary>Nothing is known.</summary>
    Unknown,

    /// <summary>The true peak: read when the command was about to exit, or above what the kernel's figure starts from.</summary>
    Exact,

    /// <summary>The highest value that was seen: the true peak is at least this.</summary>
    Sampled,

    /// <summary>The true peak is at most this.</summary>
    AtMost,
}
