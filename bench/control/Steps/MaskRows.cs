using System.Numerics;
using System.Runtime.Intrinsics;

namespace Lode.Control.Bench.Steps;

/// <summary>Masks as numbers, as hosts want them that know only those; by vectors.</summary>
static class MaskRows
{
    /// <summary>0 where a bit is set, minus infinity where not.</summary>
    public static void Expand(ReadOnlySpan<uint> mask, Span<float> bias)
    {
        Vector256<uint> bits = Vector256.Create(1u, 2, 4, 8, 16, 32, 64, 128);
        Vector256<float> no = Vector256.Create(float.NegativeInfinity);
        for (int word = 0; word * 32 + 32 <= bias.Length; word++)
        {
            Span<float> to = bias.Slice(word * 32, 32);
            for (int part = 0; part < 4; part++)
            {
                Vector256<uint> here = Vector256.Create(mask[word] >> 8 * part) & bits;
                (Vector256.Equals(here, Vector256<uint>.Zero).AsSingle() & no).CopyTo(to[(8 * part)..]);
            }
        }
        for (int token = bias.Length / 32 * 32; token < bias.Length; token++)
            bias[token] = (mask[token >> 5] >> token & 1) != 0 ? 0 : float.NegativeInfinity;
    }

    public static void Add(ReadOnlySpan<float> left, ReadOnlySpan<float> right, Span<float> sum)
    {
        int at = 0;
        for (; at + Vector<float>.Count <= sum.Length; at += Vector<float>.Count)
            (new Vector<float>(left[at..]) + new Vector<float>(right[at..])).CopyTo(sum[at..]);
        for (; at < sum.Length; at++)
            sum[at] = left[at] + right[at];
    }
}
