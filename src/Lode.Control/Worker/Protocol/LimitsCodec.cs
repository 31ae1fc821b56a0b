using System.Buffers.Binary;

namespace Lode.Control;

/// <summary>Limits as they are sent: eight u64.</summary>
static class LimitsCodec
{
    /// <summary>The longest that a call may be given in a worker, as it cannot end before its calls have.</summary>
    static readonly TimeSpan s_longest = TimeSpan.FromSeconds(60);

    public static void Write(ControllerLimits limits, Span<byte> bytes)
    {
        ReadOnlySpan<ulong> values =
        [
            (ulong)limits.Step.Ticks / TimeSpan.TicksPerMicrosecond, (ulong)limits.Initialization.Ticks / TimeSpan.TicksPerMicrosecond,
            (ulong)limits.MemoryBytes, (ulong)limits.Sequences, (ulong)limits.LogBytesPerStep, (ulong)limits.LogBytes,
            (ulong)limits.VariableBytes, 0,
        ];
        for (int i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteUInt64LittleEndian(bytes[(8 * i)..], values[i]);
    }

    /// <summary>Reads them; 0 stands for the default.</summary>
    /// <exception cref="WorkerProtocolException">A number is too large.</exception>
    public static ControllerLimits Read(ReadOnlySpan<byte> bytes)
    {
        ControllerLimits limits = ControllerLimits.Default;
        return limits with
        {
            Step = Time(bytes, 0, limits.Step),
            Initialization = Time(bytes, 1, limits.Initialization),
            MemoryBytes = Number(bytes, 2, limits.MemoryBytes, 4L << 30),
            Sequences = (int)Number(bytes, 3, limits.Sequences, 4096),
            LogBytesPerStep = (int)Number(bytes, 4, limits.LogBytesPerStep, 16 << 20),
            LogBytes = (int)Number(bytes, 5, limits.LogBytes, 1 << 30),
            VariableBytes = Number(bytes, 6, limits.VariableBytes, 1L << 30),
        };
    }

    static TimeSpan Time(ReadOnlySpan<byte> bytes, int index, TimeSpan unset) => TimeSpan.FromMicroseconds(
        Number(bytes, index, (long)unset.TotalMicroseconds, (long)s_longest.TotalMicroseconds));

    static long Number(ReadOnlySpan<byte> bytes, int index, long unset, long most)
    {
        ulong value = BinaryPrimitives.ReadUInt64LittleEndian(bytes[(8 * index)..]);
        return value == 0 ? unset : value <= (ulong)most ? (long)value
            : throw new WorkerProtocolException($"expected a limit of at most {most} as number {index} of the limits, found {value}");
    }
}
