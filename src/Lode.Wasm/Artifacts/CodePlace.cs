namespace Lode.Wasm;

/// <summary>A place in a function's machine code that is known to belong to an instruction of the module.</summary>
/// <param name="CodeOffset">
/// Where in the function's code: behind the instruction for calls and explicit traps, whose return address it is; else at its beginning.
/// </param>
/// <param name="WasmOffset">Where in the module's binary, in bytes.</param>
public readonly record struct CodePlace(int CodeOffset, int WasmOffset);
