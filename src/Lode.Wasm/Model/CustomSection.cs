namespace Lode.Wasm;

/// <summary>Where a custom section lies in the binary.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Start">The offset of its content, behind the name.</param>
/// <param name="Length">The length of its content, in bytes.</param>
public sealed record CustomSection(string Name, int Start, int Length);
