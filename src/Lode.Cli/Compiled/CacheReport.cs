namespace Lode.Cli.Compiled;

/// <summary>What is in the cache, or what was removed from it: what <c>--json</c> prints.</summary>
/// <param name="Folder">The cache's folder.</param>
/// <param name="Limit">What compiled modules may take together, in bytes.</param>
/// <param name="Bytes">What the listed ones take.</param>
/// <param name="Modules">Compiled modules.</param>
sealed record CacheReport(string Folder, long Limit, long Bytes, IReadOnlyList<CacheEntryReport> Modules);
