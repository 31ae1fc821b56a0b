namespace Lode.Wasi;

/// <summary>Fills memory with random bytes.</summary>
/// <param name="bytes">What to fill.</param>
public delegate void WasiRandom(Span<byte> bytes);
