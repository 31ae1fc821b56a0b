namespace Lode.Wasm.Assembly;

/// <summary>A constant behind a function's code.</summary>
/// <param name="Low">The low 64 bits.</param>
/// <param name="High">The high 64 bits.</param>
/// <param name="Size">Bytes: 4, 8 or 16.</param>
readonly record struct ConstantValue(long Low, long High, int Size);
