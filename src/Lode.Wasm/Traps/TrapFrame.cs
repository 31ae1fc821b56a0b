namespace Lode.Wasm;

/// <summary>A function that was running when a guest was ended.</summary>
/// <param name="Module">The module's name.</param>
/// <param name="FunctionIndex">The function's index in the module, imported ones counted.</param>
/// <param name="FunctionName">Its name in the name section; null where it has none.</param>
/// <param name="WasmOffset">Where in the module's binary, in bytes; null where it is not known.</param>
public sealed record TrapFrame(string Module, int FunctionIndex, string? FunctionName, int? WasmOffset)
{
    const int MostAlike = 3;

    /// <summary>Other functions of the module with the same body and type: they have the same code, so it may have been one of them.</summary>
    public IReadOnlyList<(int Index, string? Name)> Alike { get; init; } = [];

    /// <summary>One line: <c>module: function 3 (name), byte 120</c>.</summary>
    public override string ToString()
    {
        string function = string.Join(" or ", Alike.Take(MostAlike).Select(other => Describe(other.Index, other.Name)).Prepend(Describe(FunctionIndex, FunctionName)));
        string more = Alike.Count > MostAlike ? $" or {Alike.Count - MostAlike} more of the same code" : "";
        return $"{Module}: function {function}{more}{(WasmOffset is { } at ? $", byte {at} (0x{at:x})" : "")}";
    }

    static string Describe(int index, string? name) => name is null ? $"{index}" : $"{index} ({name})";
}
