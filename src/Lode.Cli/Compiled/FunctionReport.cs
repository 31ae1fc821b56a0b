namespace Lode.Cli.Compiled;

/// <summary>A function's machine code.</summary>
sealed record FunctionReport(int Index, string? Name, int CodeBytes, int? WasmBytes);
