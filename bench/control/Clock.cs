using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Lode.Control.Bench;

/// <summary>Time by the clock and by the processors, in microseconds.</summary>
static unsafe partial class Clock
{
    const int ProcessTime = 2;

    public static double Wall => Stopwatch.GetTimestamp() * 1e6 / Stopwatch.Frequency;

    /// <summary>Of all processors, for this process.</summary>
    public static double Cpu
    {
        get
        {
            long* time = stackalloc long[2];
            return GetTime(ProcessTime, time) == 0 ? time[0] * 1e6 + time[1] / 1e3 : throw new InvalidOperationException("no clock for CPU time");
        }
    }

    /// <summary>Of all processors, for another process.</summary>
    public static double CpuOf(int process)
    {
        int clock;
        long* time = stackalloc long[2];
        return FindClock(process, &clock) == 0 && GetTime(clock, time) == 0
            ? time[0] * 1e6 + time[1] / 1e3
            : throw new InvalidOperationException($"no clock for the CPU time of process {process}");
    }

    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }

    [LibraryImport("libc", EntryPoint = "clock_getcpuclockid")]
    private static partial int FindClock(int process, int* clock);

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetTime(int clock, long* time);
}
