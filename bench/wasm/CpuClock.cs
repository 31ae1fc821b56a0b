namespace Lode.Wasm.Bench;

/// <summary>CPU time of this process.</summary>
static class CpuClock
{
    public static double Milliseconds => Environment.CpuUsage.TotalTime.TotalMilliseconds;

    /// <summary>Milliseconds of an action.</summary>
    public static double Time(Action action)
    {
        double start = Milliseconds;
        action();
        return Milliseconds - start;
    }

    /// <summary>Nanoseconds per time of an action that does something so many times: the median of some rounds, after one that compiles.</summary>
    public static double PerTime(int times, Action<int> action)
    {
        List<double> rounds = [];
        action(Math.Min(times, 100_000));
        Thread.Sleep(150); // the runtime's own compiler
        action(times / 10 + 1);
        for (int round = 0; round < 7; round++)
            rounds.Add(Time(() => action(times)) * 1e6 / times);
        return rounds.Order().ElementAt(rounds.Count / 2);
    }
}
