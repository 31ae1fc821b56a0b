using System.Globalization;
using Lode.Wasm.Tests.Soundness.Generation;

namespace Lode.Wasm.Tests.Soundness;

/// <summary>Calls of the functions themselves, with arguments of all types: for engines that are called from here.</summary>
static class RawCalls
{
    /// <summary>Arguments, as 128 bits each; references are null.</summary>
    public static (long Low, long High)[] Arguments(ulong seed, int function, FunctionType type)
    {
        Choice random = Choice.Of(seed, 1000 + function);
        (long, long)[] arguments = new (long, long)[type.Parameters.Length];
        for (int i = 0; i < arguments.Length; i++)
        {
            arguments[i] = type.Parameters[i] switch
            {
                ValueKind.Int32 => ((uint)Interesting.Int32(random), 0),
                ValueKind.Int64 => (Interesting.Int64(random), 0),
                ValueKind.Float32 => (Interesting.Single(random), 0),
                ValueKind.Float64 => ((long)Interesting.Double(random), 0),
                ValueKind.V128 => ((long)random.Bits(), (long)random.Bits()),
                _ => (0, 0),
            };
        }
        return arguments;
    }

    /// <summary>A result in text.</summary>
    public static string Text(ValueKind kind, long low, long high, bool isNull) => kind switch
    {
        ValueKind.FuncRef or ValueKind.ExternRef => isNull ? "null" : "reference",
        ValueKind.Int32 or ValueKind.Float32 => ((uint)low).ToString("x", CultureInfo.InvariantCulture),
        ValueKind.V128 => string.Create(CultureInfo.InvariantCulture, $"{high:x}:{low:x}"),
        _ => low.ToString("x", CultureInfo.InvariantCulture),
    };
}
