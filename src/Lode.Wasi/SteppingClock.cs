namespace Lode.Wasi;

/// <summary>A clock that moves by a fixed step whenever it is read, and past every wait at once: the same for every run.</summary>
/// <param name="start">The first real time, nanoseconds since the beginning of 1970.</param>
/// <param name="step">How far it moves each time, in nanoseconds.</param>
public sealed class SteppingClock(ulong start, ulong step) : WasiClock
{
    ulong _passed;

    /// <inheritdoc/>
    public override ulong RealTime => start + MonotonicTime;

    /// <inheritdoc/>
    public override ulong MonotonicTime => _passed += step;

    /// <inheritdoc/>
    public override ulong Resolution => Math.Max(step, 1);

    /// <inheritdoc/>
    public override bool TrySkip(ulong nanoseconds)
    {
        _passed += nanoseconds;
        return true;
    }
}
