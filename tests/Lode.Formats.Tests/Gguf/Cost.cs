using System.Diagnostics;

namespace Lode.Formats.Tests;

/// <summary>Holds reading to the bounds that every file has, good or bad: one second, 64 MB.</summary>
static class Cost
{
    const long Bytes = 64_000_000;
    static readonly TimeSpan s_time = TimeSpan.FromSeconds(1);

    /// <summary>Runs an action and checks what it took.</summary>
    /// <remarks>
    /// Only an action that is slow three times in a row fails, by the clock and by the processor: a busy machine may stop it for seconds.
    /// </remarks>
    public static void ShouldBeBounded(Action action)
    {
        for (int attempt = 1; ; attempt++)
        {
            long allocated = GC.GetAllocatedBytesForCurrentThread();
            TimeSpan cpu = Environment.CpuUsage.TotalTime;
            Stopwatch clock = Stopwatch.StartNew();
            action();
            clock.Stop();
            cpu = Environment.CpuUsage.TotalTime - cpu;
            (GC.GetAllocatedBytesForCurrentThread() - allocated).ShouldBeLessThan(Bytes);
            if (clock.Elapsed < s_time || cpu < s_time)
                return;
            attempt.ShouldBeLessThan(3, $"took {clock.Elapsed}, {cpu} of it computing");
        }
    }
}
