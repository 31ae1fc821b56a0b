namespace Lode.Control.Bench.Steps;

/// <summary>One way in which many sequences make a step.</summary>
abstract class StepWay(string name) : IDisposable
{
    readonly List<double> _wall = [], _cpu = [];

    public string Name => name;

    /// <summary>Microseconds by the clock, by round.</summary>
    public IReadOnlyList<double> Wall => _wall;

    /// <summary>Microseconds of CPU time, by round.</summary>
    public IReadOnlyList<double> Cpu => _cpu;

    /// <summary>Bytes that were copied so far between the host and the guests, or looked at by the host in the guests' memories; null where nobody counts.</summary>
    public abstract long? BytesCopied { get; }

    /// <summary>CPU time of other processes that work for it.</summary>
    protected virtual double OtherCpu => 0;

    /// <summary>Makes a step of all sequences.</summary>
    public abstract void Step();

    public void Time(bool counts)
    {
        double cpu = Clock.Cpu + OtherCpu, wall = Clock.Wall;
        Step();
        wall = Clock.Wall - wall;
        cpu = Clock.Cpu + OtherCpu - cpu;
        if (!counts)
            return;
        _wall.Add(wall);
        _cpu.Add(cpu);
    }

    public abstract void Dispose();
}
