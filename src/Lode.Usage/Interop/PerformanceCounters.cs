using System.Runtime.InteropServices;
using Lode.Usage.Running;

namespace Lode.Usage.Interop;

/// <summary>The processor's counters, for the commands that one thread starts.</summary>
sealed unsafe partial class PerformanceCounters : IDisposable
{
    const ulong CloseOnExec = 8; // PERF_FLAG_FD_CLOEXEC
    static readonly ulong[] s_hardware = [1, 0, 5, 3]; // PERF_COUNT_HW_: instructions, cycles, branch misses, cache misses
    readonly int[] _descriptors;

    /// <param name="thread">The kernel's number of the thread; 0 for the calling one.</param>
    public PerformanceCounters(int thread)
    {
        _descriptors = Array.ConvertAll(s_hardware, config => Open(PerformanceEvent.Hardware, config, PerformanceEvent.OfChildren, thread));
        if (Array.TrueForAll(_descriptors, descriptor => descriptor < 0))
            Refusal = $"no hardware counters here: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}";
    }

    /// <summary>Why there are none; null where there are.</summary>
    public string? Refusal { get; }

    /// <summary>Opens a counter for the children of a thread.</summary>
    /// <returns>A descriptor, or -1.</returns>
    public static int Open(uint type, ulong config, ulong flags, int thread)
    {
        nint number = RuntimeInformation.ProcessArchitecture switch { Architecture.X64 => 298, Architecture.Arm64 => 241, _ => -1 };
        PerformanceEvent wanted = new()
        {
            Type = type,
            Size = (uint)sizeof(PerformanceEvent),
            Config = config,
            ReadFormat = PerformanceEvent.WithTimes,
            Flags = flags,
        };
        return (int)OpenEvent(number, &wanted, thread, -1, -1, CloseOnExec);
    }

    /// <summary>What a counter has counted, scaled up when it had to share its register; null when it never ran.</summary>
    public static long? Read(int descriptor)
    {
        long* values = stackalloc long[3]; // count, time wanted, time counted
        const nint Bytes = 3 * sizeof(long);
        if (descriptor < 0 || ReadEvent(descriptor, values, Bytes) != Bytes || values[2] == 0)
            return null;
        return (long)((Int128)values[0] * values[1] / values[2]);
    }

    /// <summary>What was counted; null when nothing could be.</summary>
    public HardwareCounters? Read() => Refusal is not null ? null
        : new HardwareCounters(Read(_descriptors[0]), Read(_descriptors[1]), Read(_descriptors[2]), Read(_descriptors[3]));

    public void Dispose()
    {
        foreach (int descriptor in _descriptors)
        {
            if (descriptor >= 0)
                _ = ProcessCalls.Close(descriptor);
        }
    }

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint OpenEvent(nint number, PerformanceEvent* wanted, nint process, nint processor, nint group, ulong flags);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint ReadEvent(int descriptor, long* values, nint bytes);
}
