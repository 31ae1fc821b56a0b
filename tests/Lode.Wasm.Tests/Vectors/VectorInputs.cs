using System.Runtime.Intrinsics;

namespace Lode.Wasm.Tests.Vectors;

/// <summary>Vectors whose lanes are the edges of numbers, and vectors of any bits.</summary>
static class VectorInputs
{
    static readonly ulong[] s_bytes = [0, 1, 2, 0x0f, 0x10, 0x1f, 0x40, 0x70, 0x7e, 0x7f, 0x80, 0x81, 0x8f, 0xf0, 0xfe, 0xff];

    static readonly ulong[] s_words = [0, 1, 0x7f, 0x80, 0xff, 0x100, 0x4000, 0x7ffe, 0x7fff, 0x8000, 0x8001, 0xff7f, 0xff80, 0xfffe, 0xffff];

    static readonly float[] s_floats =
    [
        0, -0f, 1, -1, 0.5f, -0.5f, 1.5f, 2.5f, -2.5f, 0.49999997f, -0.9f, 8388607.5f, 8388609, float.Epsilon, -float.Epsilon, 1.1754944e-38f,
        float.MaxValue, float.MinValue, float.PositiveInfinity, float.NegativeInfinity, 2147483520, 2147483648, -2147483648, -2147483904,
        4294967040, 4294967296, 1e20f, 255.99998f, 65535.5f, Bits32(0x7fc0_0000), Bits32(0xffc0_0000), Bits32(0x7fa1_2345), Bits32(0xffe1_2345),
        Bits32(0x7f80_0001),
    ];

    static readonly double[] s_doubles =
    [
        0, -0.0, 1, -1, 0.5, -0.5, 1.5, 2.5, -2.5, 0.49999999999999994, -0.9, 4503599627370495.5, double.Epsilon, -double.Epsilon,
        double.MaxValue, double.MinValue, double.PositiveInfinity, double.NegativeInfinity, 2147483647, 2147483647.9, 2147483648, -2147483648,
        -2147483648.9, -2147483649, 4294967295, 4294967295.9, 4294967296, 1e300, 3.4028235677973366e38, 1e-46, 16777217.0, 1.0000000596046448,
        Bits64(0x7ff8_0000_0000_0000), Bits64(0xfff8_0000_0000_0000), Bits64(0x7ff4_1234_5678_9abc), Bits64(0xfffc_1234_5678_9abc),
    ];

    static readonly ulong[] s_doubleWords =
        [0, 1, 0x7fff, 0x8000, 0xffff, 0x1_0000, 0x7fff_fffe, 0x7fff_ffff, 0x8000_0000, 0x8000_0001, 0xffff_7fff, 0xffff_8000, 0xffff_ffff];

    static readonly ulong[] s_quadWords =
    [
        0, 1, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff, 0x1_0000_0000, 0x7fff_ffff_ffff_fffe, 0x7fff_ffff_ffff_ffff, 0x8000_0000_0000_0000,
        0x8000_0000_0000_0001, 0xffff_ffff_7fff_ffff, 0xffff_ffff_0000_0000, 0xffff_ffff_ffff_ffff,
    ];

    /// <summary>Pairs: of every width, all pairs of edges in lanes that have the same number; then random ones.</summary>
    public static (Vector128<byte> A, Vector128<byte> B)[] Pairs { get; } = [.. MakePairs()];

    /// <summary>The first vectors of the pairs, each once.</summary>
    public static Vector128<byte>[] Singles { get; } = [.. Pairs.Select(pair => pair.A).Distinct()];

    static IEnumerable<(Vector128<byte> A, Vector128<byte> B)> MakePairs()
    {
        ulong[] floats = [.. s_floats.Select(x => (ulong)BitConverter.SingleToUInt32Bits(x))];
        ulong[] doubles = [.. s_doubles.Select(BitConverter.DoubleToUInt64Bits)];
        foreach ((ulong[] edges, int bits) in ((ulong[], int)[])[(s_bytes, 8), (s_words, 16), (s_doubleWords, 32), (floats, 32),
            (s_quadWords, 64), (doubles, 64)])
        {
            List<(ulong A, ulong B)> lanes = [.. edges.SelectMany(a => edges.Select(b => (a, b)))];
            // Neighbours in a list of all pairs have the same first edge; steps of a prime mix them.
            int count = 128 / bits;
            for (int start = 0; start < lanes.Count; start += count)
            {
                (UInt128 a, UInt128 b) = (0, 0);
                for (int i = 0; i < count; i++)
                {
                    (ulong laneA, ulong laneB) = lanes[(int)((start + i) * 7919L % lanes.Count)];
                    a |= (UInt128)laneA << bits * i;
                    b |= (UInt128)laneB << bits * i;
                }
                yield return (Vector(a), Vector(b));
            }
        }
        Random random = new(1);
        for (int i = 0; i < 100; i++)
            yield return (Any(random), Any(random));
    }

    /// <summary>A vector of any bits.</summary>
    public static Vector128<byte> Any(Random random) => Vector128.Create(random.NextInt64(long.MinValue, long.MaxValue), random.NextInt64(long.MinValue, long.MaxValue)).AsByte();

    static Vector128<byte> Vector(UInt128 value) => Vector128.Create((ulong)value, (ulong)(value >> 64)).AsByte();

    static float Bits32(uint bits) => BitConverter.UInt32BitsToSingle(bits);

    static double Bits64(ulong bits) => BitConverter.UInt64BitsToDouble(bits);
}
