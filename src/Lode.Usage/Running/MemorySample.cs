namespace Lode.Usage.Running;

/// <summary>The memory of a running command at one moment.</summary>
/// <param name="TimeUs">When, in microseconds after the start.</param>
/// <param name="ResidentBytes">All resident memory, in bytes.</param>
/// <param name="FileBytes">Of it pages of mapped files and shared memory, in bytes.</param>
/// <param name="AnonymousBytes">Of it private memory without a file behind it, in bytes.</param>
public sealed record MemorySample(long TimeUs, long ResidentBytes, long FileBytes, long AnonymousBytes);
