namespace Lode.Wasm;

/// <summary>What the guests of a store may take.</summary>
public sealed record StoreOptions
{
    /// <summary>The defaults.</summary>
    public static StoreOptions Default { get; } = new();

    /// <summary>Bytes that all memories together may have: without a bound of its own. Where it is reached, <c>memory.grow</c> gives -1.</summary>
    public long MemoryBytes { get; init; } = long.MaxValue;

    /// <summary>Elements that all tables together may have: 10 million, 80 MB. Where it is reached, <c>table.grow</c> gives -1.</summary>
    public uint TableElements { get; init; } = 10_000_000;

    /// <summary>Instances that may be made: 10,000.</summary>
    public int Instances { get; init; } = 10_000;
}
