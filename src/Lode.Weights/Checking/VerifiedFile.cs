namespace Lode.Weights.Checking;

/// <summary>A file of a verified model.</summary>
/// <param name="Path">The path.</param>
/// <param name="Length">Its bytes.</param>
/// <param name="Sha256">The SHA-256 of all of them, in small hexadecimal digits; null where it was not asked for.</param>
public sealed record VerifiedFile(string Path, long Length, string? Sha256);
