using Lode.Usage;

namespace Lode.Cli.Guests;

/// <summary>How a guest's run went: what <c>--json</c> writes.</summary>
sealed record GuestReport
{
    public required string Module { get; init; }

    public required GuestEnd End { get; init; }

    public required int ExitCode { get; init; }

    /// <summary>Null where it did not trap.</summary>
    public GuestTrap? Trap { get; init; }

    /// <summary>Whether the module was compiled before, and its code only mapped.</summary>
    public required bool WasCached { get; init; }

    /// <summary>Bytes of machine code.</summary>
    public required long CodeBytes { get; init; }

    /// <summary>Bytes of the guest's memory at the end.</summary>
    public required long MemoryBytes { get; init; }

    public required GuestTimes TimesUs { get; init; }

    /// <summary>Of the whole process.</summary>
    public required ProcessUsage Usage { get; init; }
}
