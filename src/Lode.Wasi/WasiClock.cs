namespace Lode.Wasi;

/// <summary>The time that a guest is told.</summary>
public abstract class WasiClock
{
    /// <summary>The time of the machine.</summary>
    public static WasiClock System { get; } = new SystemClock();

    /// <summary>Nanoseconds since the beginning of 1970, UTC.</summary>
    public abstract ulong RealTime { get; }

    /// <summary>Nanoseconds since some moment; never runs backwards.</summary>
    public abstract ulong MonotonicTime { get; }

    /// <summary>Nanoseconds of processor time; the monotonic time where nothing else is known.</summary>
    public virtual ulong ProcessorTime => MonotonicTime;

    /// <summary>Nanoseconds by which the clocks move at least.</summary>
    public virtual ulong Resolution => 1;

    /// <summary>Lets time pass at once instead of waiting for it.</summary>
    /// <param name="nanoseconds">How much.</param>
    /// <returns>Whether this clock can do that; otherwise the guest waits.</returns>
    public virtual bool TrySkip(ulong nanoseconds) => false;
}
