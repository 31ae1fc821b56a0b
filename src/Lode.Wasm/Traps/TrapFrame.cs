namespace Lode.Wasm;

/// <summary>A function that was running when a guest was ended.</summary>
/// <param name="Module">The module's name.</param>
/// <param name="FunctionIndex">The function's index in the module, imported ones counted.</param>
/// <param name="FunctionName">Its name in the name section; null where it has none.</param>
/// <param name="WasmOffset">Where in the module's binary, in bytes; null where it is not known.</param>
public sealed record TrapFrame(string Module, int FunctionIndex, string? FunctionName, int? WasmOffset)
{
    /// <summary>One line: <c>module: function 3 (name), byte 120</c>.</summary>
    public override string ToString() =>
        $"{Module}: function {FunctionIndex}{(FunctionName is null ? "" : $" ({FunctionName})")}{(WasmOffset is { } at ? $", byte {at} (0x{at:x})" : "")}";
}
