using System.Collections.Concurrent;

namespace Lode.Control.Tests.Hostile;

/// <summary>Runs of guests that do harm, and what became of them.</summary>
sealed class HostileRuns
{
    readonly ConcurrentDictionary<string, int> _ends = new();

    /// <summary>Patient with nobody: loops end soon, and what else takes longer on a busy machine is only missed.</summary>
    public static ControllerLimits Limits { get; } = new()
    {
        Step = TimeSpan.FromMilliseconds(5),
        MissedSteps = 3,
        Initialization = TimeSpan.FromSeconds(2),
        MemoryBytes = 8 << 20,
    };

    /// <summary>How runs ended: by a fault's name, "stopped", or "went on".</summary>
    public IReadOnlyDictionary<string, int> Ends => _ends;

    /// <summary>Runs that came so far as to do harm.</summary>
    public int Acts => _acts;

    int _acts;

    public static Controller Load() => Controller.Load(Programs.PathOf("hostile"),
        new ControllerOptions { Limits = Limits, VocabularyFolder = null, RegionFolder = null });

    /// <summary>Runs a guest for some rounds. Whatever it does ends its sequences, or is an answer that the contract allows.</summary>
    public void Run(ModelDriver driver, string argument)
    {
        IReadOnlyList<Driven> sequences = driver.Run(argument, rounds: 3);
        foreach (Driven driven in sequences)
            Count(driven.Error?.Fault.ToString() ?? (driven.IsStopped ? "stopped" : "went on"));
        if (driver.Results.ContainsKey("act"))
            Interlocked.Increment(ref _acts);
    }

    public void Count(string end) => _ends.AddOrUpdate(end, 1, static (_, count) => count + 1);
}
