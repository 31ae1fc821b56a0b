namespace Lode.Wasm;

/// <summary>Questions about types of values.</summary>
public static class ValueKinds
{
    /// <summary>Whether values of the type are references: <c>funcref</c> or <c>externref</c>.</summary>
    public static bool IsReference(this ValueKind kind) => kind is ValueKind.FuncRef or ValueKind.ExternRef;

    /// <summary>Whether the number is one of the binary format's types of values.</summary>
    internal static bool IsKnown(byte code) => code is >= (byte)ValueKind.V128 and <= (byte)ValueKind.Int32 or 0x70 or 0x6f;

    /// <summary>The type's name in the text format, as <c>i32</c>.</summary>
    public static string Name(this ValueKind kind) => kind switch
    {
        ValueKind.Int32 => "i32",
        ValueKind.Int64 => "i64",
        ValueKind.Float32 => "f32",
        ValueKind.Float64 => "f64",
        ValueKind.V128 => "v128",
        ValueKind.FuncRef => "funcref",
        ValueKind.ExternRef => "externref",
        _ => "any",
    };

    /// <summary>A list of types in the text format, as <c>[i32 f64]</c>.</summary>
    internal static string Names(ReadOnlySpan<ValueKind> kinds)
    {
        List<string> names = new(kinds.Length);
        foreach (ValueKind kind in kinds)
            names.Add(kind.Name());
        return $"[{string.Join(' ', names)}]";
    }
}
