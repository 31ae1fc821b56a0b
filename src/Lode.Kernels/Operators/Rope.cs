using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Lode.Kernels.Vectors;

namespace Lode.Kernels.Operators;

/// <summary>Rotary position embedding (Su et al. 2021, arXiv 2104.09864) of one head.</summary>
/// <remarks>
/// A position's table, <c>[2, rotated]</c>, has for each value the cosine of its pair's angle, then for each value the sine, negative for
/// the first of a pair: <c>head[i] = head[i] * cos[i] + head[partner(i)] * sin[i]</c>.
/// </remarks>
public static unsafe class Rope
{
    /// <summary>Rotates adjacent pairs (2i, 2i + 1), the order of the llama architecture's GGUF files ("NORM").</summary>
    /// <param name="head"><c>[rotated]</c> or longer, changed in place.</param>
    /// <param name="table">The position's table, for pairs.</param>
    /// <param name="rotated">Values that take part, even.</param>
    public static void Pairs(float* head, float* table, nint rotated)
    {
        if (Vector512.IsHardwareAccelerated)
            Pairs<Sixteen512>(head, table, rotated);
        else if (Vector256.IsHardwareAccelerated)
            Pairs<Sixteen256>(head, table, rotated);
        else
            Pairs<Sixteen128>(head, table, rotated);
    }

    /// <summary>Rotates the halves, i with i + rotated / 2, the order of Hugging Face's files and of most other architectures ("NEOX").</summary>
    /// <param name="head"><c>[rotated]</c> or longer, changed in place.</param>
    /// <param name="table">The position's table, for halves.</param>
    /// <param name="rotated">Values that take part, even.</param>
    public static void Halves(float* head, float* table, nint rotated)
    {
        if (Vector512.IsHardwareAccelerated)
            Halves<Sixteen512>(head, table, rotated);
        else if (Vector256.IsHardwareAccelerated)
            Halves<Sixteen256>(head, table, rotated);
        else
            Halves<Sixteen128>(head, table, rotated);
    }

    /// <summary>Fills the table of one position: angle i is <c>position * frequencies[i]</c>, computed in binary64.</summary>
    /// <param name="table"><c>[2, 2 * frequencies.Length]</c>, written.</param>
    /// <param name="position">The token's position, from 0.</param>
    /// <param name="frequencies">Radians per position of each pair.</param>
    /// <param name="halves">Whether the table is for <see cref="Halves(float*, float*, nint)"/>.</param>
    /// <param name="magnitude">What cosines and sines are multiplied with (YaRN and LongRoPE); 1 for a plain rotation.</param>
    public static void FillTable(float* table, int position, ReadOnlySpan<double> frequencies, bool halves, double magnitude = 1)
    {
        int rotated = 2 * frequencies.Length;
        for (int i = 0; i < frequencies.Length; i++)
        {
            (double sin, double cos) = Math.SinCos(position * frequencies[i]);
            int first = halves ? i : 2 * i;
            int second = halves ? i + frequencies.Length : 2 * i + 1;
            table[first] = table[second] = (float)(cos * magnitude);
            table[rotated + second] = (float)(sin * magnitude);
            table[rotated + first] = -table[rotated + second];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Pairs<T>(float* head, float* table, nint rotated) where T : struct, ISixteen<T>
    {
        nint i = 0;
        for (; i + 16 <= rotated; i += 16)
        {
            T values = T.Load(head + i);
            T.Store(values * T.Load(table + i) + T.SwapPairs(values) * T.Load(table + rotated + i), head + i);
        }
        for (; i < rotated; i += 2)
            Rotate(head, table, rotated, i, i + 1);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Halves<T>(float* head, float* table, nint rotated) where T : struct, ISixteen<T>
    {
        nint half = rotated / 2, i = 0;
        float* sines = table + rotated;
        for (; i + 16 <= half; i += 16)
        {
            T a = T.Load(head + i), b = T.Load(head + half + i);
            T.Store(a * T.Load(table + i) + b * T.Load(sines + i), head + i);
            T.Store(b * T.Load(table + half + i) + a * T.Load(sines + half + i), head + half + i);
        }
        for (; i < half; i++)
            Rotate(head, table, rotated, i, i + half);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Rotate(float* head, float* table, nint rotated, nint first, nint second)
    {
        float a = head[first], b = head[second];
        head[first] = a * table[first] + b * table[rotated + first];
        head[second] = b * table[second] + a * table[rotated + second];
    }
}
