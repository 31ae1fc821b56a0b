namespace Lode.Weights.Checking;

/// <summary>How <see cref="ModelVerifier"/> and <see cref="ModelComparer"/> work.</summary>
public sealed record CheckOptions
{
    /// <summary>Threads to work with, 1 to 256; one per processor by default.</summary>
    public int Threads { get; init; } = Math.Min(Environment.ProcessorCount, 256);

    /// <summary>Whether <see cref="ModelVerifier"/> computes the SHA-256 of the files, which takes most of its time.</summary>
    public bool Hash { get; init; } = true;

    /// <summary>Told the bytes that are done, and all bytes, every few milliseconds of work; on the caller's thread.</summary>
    public Action<long, long>? Progress { get; init; }
}
