using System.Runtime.CompilerServices;

namespace Lode.Kernels.Encode;

/// <summary>The search for scales of sub-blocks whose values are <c>q * scale</c> with q of both signs, one more below zero than above; scales have signs too.</summary>
/// <remarks>The measure is the plain squared error, as in <see cref="AffineFit"/>.</remarks>
static unsafe class SymmetricFit
{
    /// <summary>Grids that are tried for each sign: 4 * <see cref="Spread"/> codes less than the largest value takes, up to as many more.</summary>
    const int Candidates = 9;

    const float Spread = 0.2f;

    /// <summary>Times that the best is rounded and fitted again.</summary>
    const int Iterations = 2;

    /// <summary>1.5 * 2^23: adding and subtracting it rounds to whole numbers, ties to even.</summary>
    const float Rounder = 12582912f;

    /// <summary>The real-valued scale of each sub-block: several grids, each fitted to its codes by least squares; the best is iterated.</summary>
    /// <param name="batch">Reads the values, writes the scale.</param>
    /// <param name="length">Values per sub-block.</param>
    /// <param name="bottom">The smallest code; the largest is <c>-bottom - 1</c>.</param>
    /// <param name="bothSigns">Whether to try the grids with the extra code on the side of the smaller values, too: it matters where there are few.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Search<T>(SuperBlockBatch* batch, int length, int bottom, bool bothSigns) where T : struct, IFloats<T>
    {
        T zero = T.Create(0), one = T.Create(1), smallest = T.Create(bottom), largest = T.Create(-bottom - 1), rounder = T.Create(Rounder);
        int candidates = bothSigns ? 2 * Candidates : Candidates;
        for (int lane = 0; lane < SuperBlockBatch.Lanes; lane += T.Width)
        {
            float* values = batch->Values + lane;
            T low = zero, high = zero;
            for (int i = 0; i < length; i++)
            {
                T x = T.Load(values + i * SuperBlockBatch.Lanes);
                low = T.Min(low, x);
                high = T.Max(high, x);
            }
            // The value with the largest magnitude gets the smallest code, whatever its sign.
            T extreme = T.WhereGreater(high, zero - low, high, low);
            T perExtreme = T.WhereGreater(extreme * extreme, zero, one / extreme, zero);
            T scale = extreme / smallest, gain = zero;
            for (int candidate = 0; candidate < candidates + Iterations; candidate++)
            {
                T inverse = candidate < candidates
                    ? T.Create((bottom + (candidate % Candidates - Candidates / 2) * Spread) * (candidate < Candidates ? 1 : -1)) * perExtreme
                    : T.WhereGreater(scale * scale, zero, one / scale, zero);
                T sumQQ = zero, sumXQ = zero;
                for (int i = 0; i < length; i++)
                {
                    T x = T.Load(values + i * SuperBlockBatch.Lanes);
                    T q = T.Min(T.Max(x * inverse, smallest), largest) + rounder - rounder;
                    sumQQ += q * q;
                    sumXQ += x * q;
                }
                // Least squares of x = fit * q; what it takes off the squared error is the gain.
                T fit = T.WhereGreater(sumQQ, zero, sumXQ / sumQQ, zero);
                T gained = fit * sumXQ;
                scale = T.WhereGreater(gained, gain, fit, scale);
                gain = T.Max(gained, gain);
            }
            T.Store(scale, batch->Scale + lane);
        }
    }

    /// <summary>The integer for the scale of each sub-block: of those next to <see cref="SuperBlockBatch.Scale"/> in steps, the one with the least error.</summary>
    /// <param name="batch">Reads the values, the steps and the scale; writes the integer and the error.</param>
    /// <param name="length">Values per sub-block.</param>
    /// <param name="bottom">The smallest code; the largest is <c>-bottom - 1</c>.</param>
    /// <param name="bottomScale">The smallest integer; the largest is <c>-bottomScale - 1</c>.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Round<T>(SuperBlockBatch* batch, int length, int bottom, int bottomScale) where T : struct, IFloats<T>
    {
        T zero = T.Create(0), one = T.Create(1), smallest = T.Create(bottom), largest = T.Create(-bottom - 1), rounder = T.Create(Rounder);
        T smallestScale = T.Create(bottomScale), largestScale = T.Create(-bottomScale - 1);
        for (int lane = 0; lane < SuperBlockBatch.Lanes; lane += T.Width)
        {
            float* values = batch->Values + lane;
            T step = T.Load(batch->Step + lane);
            T ratio = T.WhereGreater(step * step, zero, T.Load(batch->Scale + lane) / step, zero);
            T nearest = T.Min(T.Max(ratio, smallestScale), largestScale) + rounder - rounder;
            T best = nearest, error = T.Create(float.MaxValue);
            for (int candidate = -1; candidate <= 1; candidate++)
            {
                T code = T.Min(T.Max(nearest + T.Create(candidate), smallestScale), largestScale);
                T scale = step * code;
                T inverse = T.WhereGreater(scale * scale, zero, one / scale, zero);
                T squares = zero;
                for (int i = 0; i < length; i++)
                {
                    T x = T.Load(values + i * SuperBlockBatch.Lanes);
                    T q = T.Min(T.Max(x * inverse, smallest), largest) + rounder - rounder;
                    T difference = x - q * scale;
                    squares += difference * difference;
                }
                best = T.WhereGreater(error, squares, code, best);
                error = T.Min(error, squares);
            }
            T.Store(best, batch->ScaleCode + lane);
            T.Store(error, batch->Error + lane);
        }
    }

    /// <summary>The codes for the chosen integers and steps, counted from the smallest, and their sums.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Choose<T>(SuperBlockBatch* batch, int length, int bottom) where T : struct, IFloats<T>
    {
        T zero = T.Create(0), one = T.Create(1), smallest = T.Create(bottom), largest = T.Create(-bottom - 1), rounder = T.Create(Rounder);
        for (int lane = 0; lane < SuperBlockBatch.Lanes; lane += T.Width)
        {
            T scale = T.Load(batch->Step + lane) * T.Load(batch->ScaleCode + lane);
            T inverse = T.WhereGreater(scale * scale, zero, one / scale, zero);
            T sumQQ = zero, sumXQ = zero;
            for (int i = 0; i < length; i++)
            {
                T x = T.Load(batch->Values + lane + i * SuperBlockBatch.Lanes);
                T q = T.Min(T.Max(x * inverse, smallest), largest) + rounder - rounder;
                T.StoreBytes(q - smallest, batch->Codes + lane + i * SuperBlockBatch.Lanes);
                sumQQ += q * q;
                sumXQ += x * q;
            }
            T.Store(sumQQ, batch->SumQQ + lane);
            T.Store(sumXQ, batch->SumXQ + lane);
        }
    }
}
