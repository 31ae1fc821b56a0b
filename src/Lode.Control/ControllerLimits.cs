namespace Lode.Control;

/// <summary>What controllers may take.</summary>
public sealed record ControllerLimits
{
    /// <summary>The defaults.</summary>
    public static ControllerLimits Default { get; } = new();

    /// <summary>Time of a call of a round: 25 ms. A call that takes longer is stopped, and made again in the next round.</summary>
    public TimeSpan Step { get; init; } = TimeSpan.FromMilliseconds(25);

    /// <summary>Calls in a row that may be stopped for their time; the one that makes it so many ends the sequence: 10.</summary>
    public int MissedSteps { get; init; } = 10;

    /// <summary>Time of making an instance and of its initialisation: 1 s.</summary>
    public TimeSpan Initialization { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Bytes of memory of its own, beside regions and files: 64 MiB.</summary>
    public long MemoryBytes { get; init; } = 64 << 20;

    /// <summary>Sequences of a request, all that ever were: 16.</summary>
    public int Sequences { get; init; } = 16;

    /// <summary>Time in which a sequence may skip one round after the other: 30 s.</summary>
    public TimeSpan Skipping { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Bytes of log of a call: 64 KiB.</summary>
    public int LogBytesPerStep { get; init; } = 64 << 10;

    /// <summary>Bytes of log of a request: 1 MiB.</summary>
    public int LogBytes { get; init; } = 1 << 20;

    /// <summary>Bytes of all variables and results of a request together: 16 MiB.</summary>
    public long VariableBytes { get; init; } = 16 << 20;

    /// <exception cref="ArgumentOutOfRangeException">A limit lets nothing happen at all.</exception>
    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(Step, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(MissedSteps, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(Initialization, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfNegative(MemoryBytes);
        ArgumentOutOfRangeException.ThrowIfLessThan(Sequences, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Skipping, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfNegative(LogBytesPerStep);
        ArgumentOutOfRangeException.ThrowIfNegative(LogBytes);
        ArgumentOutOfRangeException.ThrowIfNegative(VariableBytes);
    }
}
