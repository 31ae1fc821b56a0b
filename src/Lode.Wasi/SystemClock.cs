namespace Lode.Wasi;

/// <summary>The clocks of Linux.</summary>
sealed class SystemClock : WasiClock
{
    const int Real = 0;
    const int Monotonic = 1;
    const int Processor = 2;

    public override ulong RealTime => Read(Real);

    public override ulong MonotonicTime => Read(Monotonic);

    public override ulong ProcessorTime => Read(Processor);

    public override ulong Resolution => LinuxCalls.GetResolution(Monotonic, out TimeSpecification resolution) == 0 ? resolution.Timestamp : 1;

    static ulong Read(int clock) => LinuxCalls.GetTime(clock, out TimeSpecification time) == 0 ? time.Timestamp : 0;
}
