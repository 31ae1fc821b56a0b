namespace Lode.Wasm;

/// <summary>How far a compilation is.</summary>
/// <param name="Functions">Functions compiled so far.</param>
/// <param name="Total">Functions of the module.</param>
public readonly record struct CompileProgress(int Functions, int Total);
