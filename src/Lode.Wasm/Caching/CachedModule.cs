namespace Lode.Wasm;

/// <summary>A compiled module in a cache.</summary>
/// <param name="Name">The name of its file in the cache's folder.</param>
/// <param name="Bytes">Bytes of the file.</param>
/// <param name="LastUsed">When it was last opened or written.</param>
/// <param name="Source">The path of a module that it was compiled from, as far as the cache knows.</param>
public sealed record CachedModule(string Name, long Bytes, DateTimeOffset LastUsed, string? Source);
