namespace Lode.Cli.Compiled;

/// <summary>A compiled module in the cache.</summary>
/// <param name="Name">The name of its file.</param>
/// <param name="Bytes">Bytes of the file.</param>
/// <param name="LastUsed">When it was last used.</param>
/// <param name="Source">A module that it was made of, where that is known.</param>
sealed record CacheEntryReport(string Name, long Bytes, DateTimeOffset LastUsed, string? Source);
