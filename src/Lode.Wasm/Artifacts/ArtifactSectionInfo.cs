namespace Lode.Wasm;

/// <summary>A section of an artifact.</summary>
/// <param name="Name">What it holds; the format's page explains the names.</param>
/// <param name="Offset">The offset of its first byte in the file.</param>
/// <param name="Bytes">Its length.</param>
public sealed record ArtifactSectionInfo(string Name, long Offset, long Bytes);
