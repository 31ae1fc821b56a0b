using System.Runtime.InteropServices;

namespace Lode.Wasi;

/// <summary>A moment (<c>struct timespec</c>), or an order what to do with a file's time.</summary>
[StructLayout(LayoutKind.Sequential)]
readonly record struct TimeSpecification(long Seconds, long Nanoseconds)
{
    const ulong PerSecond = 1_000_000_000;

    /// <summary>Sets the time of now (<c>UTIME_NOW</c>).</summary>
    public static TimeSpecification Now { get; } = new(0, 0x3fffffff);

    /// <summary>Leaves the time as it is (<c>UTIME_OMIT</c>).</summary>
    public static TimeSpecification Omit { get; } = new(0, 0x3ffffffe);

    public ulong Timestamp => (ulong)Seconds * PerSecond + (ulong)Nanoseconds;

    public static TimeSpecification Of(ulong timestamp) => new((long)(timestamp / PerSecond), (long)(timestamp % PerSecond));
}
