using Lode.Wasi;

namespace Lode.Cli.Guests;

/// <summary>What <c>lode wasm run</c> was asked for.</summary>
sealed record GuestOptions
{
    public required string File { get; init; }

    /// <summary>Whether the compiled module is kept for the next run, and one that was kept is used.</summary>
    public bool UsesCache { get; init; } = true;

    /// <summary>Without the program's name.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    public IReadOnlyList<WasiDirectory> Directories { get; init; } = [];

    public IReadOnlyList<KeyValuePair<string, string>> Environment { get; init; } = [];

    public IReadOnlyList<WasiFile> Files { get; init; } = [];

    /// <summary>The most memory; null for all that the guest can address.</summary>
    public long? MemoryBytes { get; init; }

    public TimeSpan? Timeout { get; init; }

    /// <summary>An exported function to call; null to start the program.</summary>
    public string? Invoke { get; init; }
}
