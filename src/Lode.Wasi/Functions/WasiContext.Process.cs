namespace Lode.Wasi;

/// <summary>Arguments, environment, clocks, chance and the end.</summary>
public sealed partial class WasiContext
{
    const uint RealClock = 0;
    const uint MonotonicClock = 1;
    const uint LastClock = 3; // 2 and 3 are the processor time of the process and of the thread

    internal Errno ArgsGet(WasiCall call) => _arguments.Write(call.Memory, call.UInt32(0), call.UInt32(1));

    internal Errno ArgsSizesGet(WasiCall call) => _arguments.WriteSizes(call.Memory, call.UInt32(0), call.UInt32(1));

    internal Errno EnvironGet(WasiCall call) => _environment.Write(call.Memory, call.UInt32(0), call.UInt32(1));

    internal Errno EnvironSizesGet(WasiCall call) => _environment.WriteSizes(call.Memory, call.UInt32(0), call.UInt32(1));

    internal Errno ClockResGet(WasiCall call)
    {
        if (call.UInt32(0) > LastClock)
            return Errno.Invalid;
        return call.Memory.TryWrite(call.UInt32(1), _options.Clock.Resolution) ? Errno.Success : Errno.BadAddress;
    }

    internal Errno ClockTimeGet(WasiCall call)
    {
        if (call.UInt32(0) > LastClock)
            return Errno.Invalid;
        return call.Memory.TryWrite(call.UInt32(2), ReadClock(call.UInt32(0))) ? Errno.Success : Errno.BadAddress;
    }

    internal Errno RandomGet(WasiCall call)
    {
        uint address = call.UInt32(0);
        uint length = call.UInt32(1);
        if (!call.Memory.Contains(address, length))
            return Errno.BadAddress;
        Span<byte> block = stackalloc byte[1024];
        while (length > 0)
        {
            Span<byte> now = block[..(int)Math.Min(length, (uint)block.Length)];
            _options.Random(now);
            if (!call.Memory.TryWrite(address, now))
                return Errno.BadAddress;
            address += (uint)now.Length;
            length -= (uint)now.Length;
        }
        return Errno.Success;
    }

    internal static Errno ProcExit(WasiCall call) => throw new WasiExitException(call.UInt32(0));

    internal static Errno SchedYield()
    {
        Thread.Yield();
        return Errno.Success;
    }

    ulong ReadClock(uint clock) => clock switch
    {
        RealClock => _options.Clock.RealTime,
        MonotonicClock => _options.Clock.MonotonicTime,
        _ => _options.Clock.ProcessorTime,
    };
}
