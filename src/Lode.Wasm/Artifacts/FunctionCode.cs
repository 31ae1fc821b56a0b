namespace Lode.Wasm;

/// <summary>A function's machine code in an artifact.</summary>
/// <param name="Index">The function's index, imported ones counted.</param>
/// <param name="Name">Its name; null where the artifact holds none.</param>
/// <param name="Offset">Where its code begins among all code.</param>
/// <param name="Bytes">Bytes of its code.</param>
/// <param name="SharedWith">The first function with the same code, where that is another one.</param>
public sealed record FunctionCode(int Index, string? Name, int Offset, int Bytes, int? SharedWith);
