namespace Lode.Wasm.Tests.Soundness.Generation;

/// <summary>What generated modules import from the host, as the module "h". Every engine's driver has its own of the same meaning.</summary>
static class HostModule
{
    public const string Name = "h";

    /// <summary>The global with something of the host.</summary>
    public const string Extern = "x";

    /// <summary>The functions. Their meanings: see <see cref="Invoke"/>.</summary>
    public static IReadOnlyList<(string Name, FunctionType Type)> Functions { get; } =
    [
        ("mix", new([ValueKind.Int32, ValueKind.Int64], [ValueKind.Int64])),
        ("pair", new([ValueKind.Int64], [ValueKind.Int32, ValueKind.Int64])),
        ("wide", new(
            [
                ValueKind.Int32, ValueKind.Int32, ValueKind.Int32, ValueKind.Int64, ValueKind.Int64, ValueKind.Int64, ValueKind.Int32,
                ValueKind.Int32, ValueKind.Int64, ValueKind.Int32,
            ],
            [ValueKind.Int32, ValueKind.Int64, ValueKind.Int32])),
        ("again", new([ValueKind.Int32], [ValueKind.Int32])),
        ("scale", new([ValueKind.Float64, ValueKind.Int32], [ValueKind.Float64])),
        ("nothing", new([], [])),
    ];

    /// <summary>Runs a function on bits of values.</summary>
    /// <param name="name">The function.</param>
    /// <param name="a">The arguments' bits; of an i32, only the lower half counts.</param>
    /// <param name="again">Calls the first module's export "again".</param>
    /// <returns>The results' bits.</returns>
    public static long[] Invoke(string name, ReadOnlySpan<long> a, Func<int, int> again) => name switch
    {
        "mix" => [a[1] * 31 + (int)a[0]],
        "pair" => [(int)(a[0] >> 7), a[0] ^ 0x5555555555555555],
        "wide" =>
        [
            (int)a[0] - (int)a[1] * 3 + (int)a[2] * 5 - (int)a[6] * 7 + (int)a[7] * 11 - (int)a[9] * 13,
            a[3] - a[4] * 3 + a[5] * 5 - a[8] * 7,
            (int)a[9],
        ],
        "again" => [again((int)a[0])],
        "scale" => [BitConverter.DoubleToInt64Bits(BitConverter.Int64BitsToDouble(a[0]) * (int)a[1])],
        _ => [],
    };
}
