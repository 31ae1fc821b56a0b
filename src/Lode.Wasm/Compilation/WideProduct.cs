namespace Lode.Wasm.Compilation;

/// <summary>
/// A function that multiplies 128-bit integers as compilers write it for WebAssembly, which has no product wider than its factors: it adds
/// up products of 32-bit halves.
/// </summary>
/// <remarks>
/// They call it <c>__multi3</c>. Parameters are the address of the result, and both factors as halves, the lower first. It belongs to the
/// runtime libraries of LLVM (C, C++, Zig) and Rust, so that programs contain the very same bytes.
/// </remarks>
/// <param name="code">Its instructions without the <c>end</c>.</param>
/// <param name="instructions">Their number.</param>
/// <param name="firstStore">Where the first store is.</param>
/// <param name="secondStore">Where the second store is.</param>
/// <param name="upperFirst">Whether the first one stores the upper half.</param>
sealed class WideProduct(byte[] code, int instructions, int firstStore, int secondStore, bool upperFirst)
{
    static readonly WideProduct[] s_all =
    [
        // LLVM.
        new(Convert.FromHexString(
            "2000200420017e200220037e7c2003422088220220014220882204" + "7e7c200342ffffffff0f832203200142ffffffff0f8322017e2205" +
            "422088200320047e7c22034220887c200342ffffffff0f83200220017e7c22014220887c370308" + "20002001422086200542ffffffff0f8384370300"),
            59, 90, 110, upperFirst: true),

        // LLVM, after Binaryen's optimizer.
        new(Convert.FromHexString(
            "2000200120047e200220037e7c2003422088220220014220882204" + "7e7c200342ffffffff0f832203200142ffffffff0f8322017e2205" +
            "422088200320047e7c22034220887c200120027e200342ffffffff0f837c22014220887c370308" + "2000200542ffffffff0f83200142208684370300"),
            59, 90, 110, upperFirst: true),

        // Rust.
        new(Convert.FromHexString(
            "2000200342ffffffff0f832205200142ffffffff0f8322067e2207" + "2003422088220820067e2206200520014220882209" + "7e7c22054220867c220a370300" +
            "2000200820097e2005200654ad42208620054220" + "88847c200a200754ad7c200420017e200320027e7c7c370308"),
            60, 58, 103, upperFirst: false),
    ];

    static ReadOnlySpan<ValueKind> Parameters => [ValueKind.Int32, ValueKind.Int64, ValueKind.Int64, ValueKind.Int64, ValueKind.Int64];

    /// <summary>Its instructions without the <c>end</c>.</summary>
    public ReadOnlySpan<byte> Code => code;

    /// <summary>The number of its instructions.</summary>
    public int Instructions => instructions;

    /// <summary>Where the first store is.</summary>
    public int FirstStore => firstStore;

    /// <summary>Where the second store is.</summary>
    public int SecondStore => secondStore;

    /// <summary>Whether the first one stores the upper half.</summary>
    public bool UpperFirst => upperFirst;

    /// <summary>The one that a function is; null if it is none.</summary>
    /// <param name="type">The function's type.</param>
    /// <param name="body">Its instructions, and what lies behind it.</param>
    public static WideProduct? Find(FunctionType type, ReadOnlySpan<byte> body)
    {
        if (!type.Parameters.SequenceEqual(Parameters) || type.Results.Length != 0)
            return null;
        foreach (WideProduct product in s_all)
        {
            if (body.StartsWith(product.Code) && body.Length > product.Code.Length && body[product.Code.Length] == (byte)Opcode.End)
                return product;
        }
        return null;
    }
}
