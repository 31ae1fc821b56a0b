using Lode.Wasi;

namespace Lode.Control;

/// <summary>The time of the machine in steps that are too coarse to learn by it what else the machine does; waiting moves it on at once.</summary>
sealed class CoarseClock : WasiClock
{
    const ulong Step = 10_000;
    ulong _skipped;

    public override ulong RealTime => Coarse(System.RealTime);

    public override ulong MonotonicTime => Coarse(System.MonotonicTime);

    public override ulong ProcessorTime => Coarse(System.ProcessorTime);

    public override ulong Resolution => Step;

    /// <summary>A guest that waited would hold up the round of all sequences.</summary>
    public override bool TrySkip(ulong nanoseconds)
    {
        _skipped += nanoseconds;
        return true;
    }

    ulong Coarse(ulong time) => (time + _skipped) / Step * Step;
}
