namespace Lode.Wasm.Compilation;

/// <summary>A place of machine code, and the instruction that it belongs to.</summary>
/// <param name="CodeOffset">Its offset from the function's first byte of code.</param>
/// <param name="WasmOffset">The offset of the instruction in the module's binary.</param>
/// <param name="Kind">What happens there.</param>
readonly record struct CodeSite(int CodeOffset, int WasmOffset, SiteKind Kind);
