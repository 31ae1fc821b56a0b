namespace Lode.Usage.Running;

/// <summary>What the processor counted in user mode while a command and its children ran; null for what it does not count.</summary>
/// <param name="Instructions">Instructions completed.</param>
/// <param name="Cycles">Clock cycles.</param>
/// <param name="BranchMisses">Branches that were predicted wrongly.</param>
/// <param name="CacheMisses">Accesses that the last level of cache could not serve.</param>
public sealed record HardwareCounters(long? Instructions, long? Cycles, long? BranchMisses, long? CacheMisses);
