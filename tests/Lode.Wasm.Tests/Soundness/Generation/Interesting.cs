namespace Lode.Wasm.Tests.Soundness.Generation;

/// <summary>Constants at which instructions behave differently.</summary>
static class Interesting
{
    /// <summary>The NaN that all NaNs of open bits are made.</summary>
    public const uint SingleNaN = 0x7fc00000;

    /// <inheritdoc cref="SingleNaN"/>
    public const ulong DoubleNaN = 0x7ff8000000000000;

    static readonly double[] s_numbers =
    [
        0, 1, -1, 0.5, -0.5, 1.5, 2.5, -2.5, 3, 1e10, -1e10, 2147483647, 2147483648, -2147483648, -2147483649, 4294967295, 4294967296,
        9223372036854775807, -9223372036854775808, 18446744073709551615, 8388609, 9007199254740993, 1e-40, 1e-310, 3.4e38, 1.7e308, 0.1,
        double.PositiveInfinity, double.NegativeInfinity,
    ];

    public static int Int32(Choice random) => (int)Int64(random);

    public static long Int64(Choice random) => random.Below(8) switch
    {
        0 or 1 => random.From(-3, 10),
        2 => 1L << random.Below(64),
        3 => (1L << random.Below(64)) - 1,
        4 => -(1L << random.Below(64)) + random.From(-1, 1),
        5 => random.From(-200, 70_000),
        6 => (long)(random.Bits() >> random.Below(64)),
        _ => (long)random.Bits(),
    };

    public static uint Single(Choice random) => random.Below(8) switch
    {
        0 => (uint)random.Bits(),
        1 => 0x80000000,
        2 => 0x7f800001 + (uint)random.Below(0x7fffff) | (uint)random.Below(2) << 31, // a NaN with bits of its own
        3 => BitConverter.SingleToUInt32Bits(random.From(-1000, 1000)),
        _ => BitConverter.SingleToUInt32Bits((float)random.Of(s_numbers)),
    };

    public static ulong Double(Choice random) => random.Below(8) switch
    {
        0 => random.Bits(),
        1 => 1UL << 63,
        2 => 0x7ff0000000000001 + (random.Bits() & 0xfffffffffffff) % 0xffffffffffffe | (ulong)random.Below(2) << 63,
        3 => BitConverter.DoubleToUInt64Bits(random.From(-1000, 1000)),
        _ => BitConverter.DoubleToUInt64Bits(random.Of(s_numbers)),
    };
}
