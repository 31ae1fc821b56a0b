using System.Runtime.CompilerServices;

namespace Lode.Kernels.Encode;

/// <summary>The search for scales and minima of sub-blocks whose values are <c>q * scale - min</c> with q from 0 and min not negative.</summary>
/// <remarks>The measure is the plain squared error: what <see cref="Checks.ErrorSums"/> reports and what is left of it is least.</remarks>
static unsafe class AffineFit
{
    /// <summary>Grids that are tried: one that the range fits, then up to 3 * <see cref="Spread"/> codes more, which clips the ends, or less.</summary>
    const int Candidates = 7;

    const float Spread = 0.3f;

    /// <summary>Times that the best is rounded and fitted again.</summary>
    const int Iterations = 2;

    /// <summary>1.5 * 2^23: adding and subtracting it rounds to whole numbers, ties to even.</summary>
    const float Rounder = 12582912f;

    /// <summary>Real-valued scale and minimum of each sub-block: several grids over its range, each fitted to its codes by least squares; the best is iterated.</summary>
    /// <param name="batch">Reads the values, writes scale and minimum.</param>
    /// <param name="length">Values per sub-block.</param>
    /// <param name="top">The largest code.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Search<T>(SuperBlockBatch* batch, int length, int top) where T : struct, IFloats<T>
    {
        T zero = T.Create(0), one = T.Create(1), count = T.Create(length), largest = T.Create(top), rounder = T.Create(Rounder);
        for (int lane = 0; lane < SuperBlockBatch.Lanes; lane += T.Width)
        {
            float* values = batch->Values + lane;
            float* shifted = batch->Prepared + lane;
            T low = zero, high = T.Load(values), sum = zero, squares = zero;
            for (int i = 0; i < length; i++)
            {
                T x = T.Load(values + i * SuperBlockBatch.Lanes);
                low = T.Min(low, x);
                high = T.Max(high, x);
            }
            for (int i = 0; i < length; i++)
            {
                T y = T.Load(values + i * SuperBlockBatch.Lanes) - low;
                T.Store(y, shifted + i * SuperBlockBatch.Lanes);
                sum += y;
                squares += y * y;
            }
            T range = high - low;
            T perRange = T.WhereGreater(range, zero, one / range, zero);
            T noise = squares * T.Create(1e-6f);
            T scale = range / largest, offset = zero, error = T.Create(float.MaxValue);
            for (int candidate = 0; candidate < Candidates + Iterations; candidate++)
            {
                T inverse = candidate < Candidates
                    ? T.Create(top + (candidate % 2 == 0 ? candidate : -candidate - 1) / 2 * Spread) * perRange
                    : T.WhereGreater(scale, zero, one / scale, zero);
                T start = candidate < Candidates ? zero : offset;
                T sumQ = zero, sumQQ = zero, sumYQ = zero;
                for (int i = 0; i < length; i++)
                {
                    T y = T.Load(shifted + i * SuperBlockBatch.Lanes);
                    T q = T.Min(T.Max((y - start) * inverse, zero), largest) + rounder - rounder;
                    sumQ += q;
                    sumQQ += q * q;
                    sumYQ += y * q;
                }
                // Least squares of y = fit * q + shift; a shift above zero in terms of x is not to be had.
                T determinant = count * sumQQ - sumQ * sumQ;
                T fit = T.WhereGreater(determinant, zero, (count * sumYQ - sum * sumQ) / determinant, zero);
                T shift = (sum - fit * sumQ) / count;
                T left = squares - fit * sumYQ - shift * sum;
                T bound = zero - low;
                T sumXQ = sumYQ + low * sumQ;
                T through = T.WhereGreater(sumQQ, zero, sumXQ / sumQQ, zero);
                T leftThrough = squares + low * (sum + sum + count * low) - through * sumXQ;
                fit = T.WhereGreater(shift, bound, through, fit);
                left = T.WhereGreater(shift, bound, leftThrough, left);
                shift = T.Min(shift, bound);
                // Grids that fit equally well, as those of two values do, must not be told apart by rounding: the integers of the sub-blocks would not match.
                T needed = left + noise;
                scale = T.WhereGreater(error, needed, fit, scale);
                offset = T.WhereGreater(error, needed, shift, offset);
                error = T.WhereGreater(error, needed, left, error);
            }
            T.Store(scale, batch->Scale + lane);
            T.Store(zero - low - offset, batch->Min + lane);
        }
    }
    /// <summary>The integers for scale and minimum of each sub-block: of those next to <see cref="SuperBlockBatch.Scale"/> and <see cref="SuperBlockBatch.Min"/> in steps, the pair with the least error.</summary>
    /// <param name="batch">Reads the values, the steps, scale and minimum; writes the integers and the error.</param>
    /// <param name="length">Values per sub-block.</param>
    /// <param name="top">The largest code.</param>
    /// <param name="topScale">The largest integer.</param>
    /// <param name="narrow">Whether only the nearest pair is taken.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Round<T>(SuperBlockBatch* batch, int length, int top, int topScale, bool narrow) where T : struct, IFloats<T>
    {
        T zero = T.Create(0), one = T.Create(1), largest = T.Create(top), largestScale = T.Create(topScale), rounder = T.Create(Rounder);
        for (int lane = 0; lane < SuperBlockBatch.Lanes; lane += T.Width)
        {
            float* values = batch->Values + lane;
            T step = T.Load(batch->Step + lane), minStep = T.Load(batch->MinStep + lane);
            T nearest = T.Min(T.WhereGreater(step, zero, T.Load(batch->Scale + lane) / step, zero) + rounder - rounder, largestScale);
            T nearestMin = T.Min(T.WhereGreater(minStep, zero, T.Load(batch->Min + lane) / minStep, zero) + rounder - rounder, largestScale);
            T best = nearest, bestMin = nearestMin, error = T.Create(float.MaxValue);
            for (int candidate = narrow ? 4 : 0; candidate < (narrow ? 5 : 9); candidate++)
            {
                T code = T.Min(T.Max(nearest + T.Create(candidate / 3 - 1), zero), largestScale);
                T minCode = T.Min(T.Max(nearestMin + T.Create(candidate % 3 - 1), zero), largestScale);
                T scale = step * code, min = minStep * minCode;
                T inverse = T.WhereGreater(scale, zero, one / scale, zero);
                T squares = zero;
                for (int i = 0; i < length; i++)
                {
                    T x = T.Load(values + i * SuperBlockBatch.Lanes) + min;
                    T q = T.Min(T.Max(x * inverse, zero), largest) + rounder - rounder;
                    T difference = x - q * scale;
                    squares += difference * difference;
                }
                best = T.WhereGreater(error, squares, code, best);
                bestMin = T.WhereGreater(error, squares, minCode, bestMin);
                error = T.Min(error, squares);
            }
            T.Store(best, batch->ScaleCode + lane);
            T.Store(bestMin, batch->MinCode + lane);
            T.Store(error, batch->Error + lane);
        }
    }

    /// <summary>The codes for the chosen integers and steps, and their sums.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Choose<T>(SuperBlockBatch* batch, int length, int top) where T : struct, IFloats<T>
    {
        T zero = T.Create(0), one = T.Create(1), largest = T.Create(top), rounder = T.Create(Rounder);
        for (int lane = 0; lane < SuperBlockBatch.Lanes; lane += T.Width)
        {
            T scale = T.Load(batch->Step + lane) * T.Load(batch->ScaleCode + lane);
            T min = T.Load(batch->MinStep + lane) * T.Load(batch->MinCode + lane);
            T inverse = T.WhereGreater(scale, zero, one / scale, zero);
            T sumX = zero, sumQ = zero, sumQQ = zero, sumXQ = zero;
            for (int i = 0; i < length; i++)
            {
                T x = T.Load(batch->Values + lane + i * SuperBlockBatch.Lanes);
                T q = T.Min(T.Max((x + min) * inverse, zero), largest) + rounder - rounder;
                T.StoreBytes(q, batch->Codes + lane + i * SuperBlockBatch.Lanes);
                sumX += x;
                sumQ += q;
                sumQQ += q * q;
                sumXQ += x * q;
            }
            T.Store(sumX, batch->SumX + lane);
            T.Store(sumQ, batch->SumQ + lane);
            T.Store(sumQQ, batch->SumQQ + lane);
            T.Store(sumXQ, batch->SumXQ + lane);
        }
    }
}
