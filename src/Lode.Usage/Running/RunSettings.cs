namespace Lode.Usage.Running;

/// <summary>How a command is run and what is measured of it.</summary>
public sealed record RunSettings
{
    /// <summary>The highest value of <see cref="SamplesPerSecond"/>.</summary>
    public const int MaximumSamplesPerSecond = 1000;

    /// <summary>
    /// Whether the true peak is read when the command is about to exit, which <c>ptrace</c> allows without privileges. It costs the command
    /// some 0.1 ms at its end, two switches for each signal that it receives, and no debugger can attach to it.
    /// </summary>
    public bool Trace { get; init; } = true;

    /// <summary>How often the memory is sampled, from 0 (never) to <see cref="MaximumSamplesPerSecond"/>.</summary>
    public int SamplesPerSecond { get; init; } = 100;

    /// <summary>
    /// Whether samples add up the command and all its descendants, also those that outlive their parents. Pages that several of them map
    /// are then counted several times.
    /// </summary>
    public bool Tree { get; init; }

    /// <summary>Whether the proportional share of the memory is read near the end: up to 10 ms for each gigabyte.</summary>
    public bool Pss { get; init; }

    /// <summary>Whether the processor's counters are read, where the kernel allows it.</summary>
    public bool Counters { get; init; }

    /// <summary>After which time the command and what it started are killed; null for never.</summary>
    /// <remarks>With a limit the command runs in a process group of its own; without, it shares that of the caller.</remarks>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Whether what the command writes to its standard output is thrown away.</summary>
    public bool DiscardOutput { get; init; }

    /// <summary>The file that becomes the command's standard output, made or emptied before it starts; null for none.</summary>
    public string? OutputFile { get; init; }
}
