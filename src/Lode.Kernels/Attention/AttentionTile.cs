using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Lode.Kernels.Vectors;

namespace Lode.Kernels.Attention;

/// <summary>Scaled dot-product attention of some queries over one tile of 16 cached positions (<see cref="KvLayout"/>, decoded).</summary>
/// <remarks>
/// Queries of the heads that share keys and values, and of neighbouring tokens, take each loaded vector together, four at a time. A score
/// is summed over the dimensions in ascending order, and values are added position by position, so that results depend neither on the
/// other queries nor on how positions are cut into tiles.
/// </remarks>
public static unsafe class AttentionTile
{
    /// <summary>Positions per tile.</summary>
    public const int Positions = 16;

    /// <summary><c>scores[q, p] = sum over d of queries[q, d] * keys[d, p]</c> for all 16 positions, written or not yet.</summary>
    /// <param name="queries"><c>[count, head_dim]</c>, scaled.</param>
    /// <param name="queryStride">Floats between queries.</param>
    /// <param name="count">Queries.</param>
    /// <param name="keys"><c>[head_dim, 16]</c>.</param>
    /// <param name="headDimension">Values of a query.</param>
    /// <param name="scores"><c>[count, 16]</c>, any alignment.</param>
    /// <param name="scoreStride">Floats between scores of different queries.</param>
    public static void Scores(float* queries, nint queryStride, int count, float* keys, nint headDimension, float* scores, nint scoreStride)
    {
        if (Vector512.IsHardwareAccelerated)
            Scores<Sixteen512>(queries, queryStride, count, keys, headDimension, scores, scoreStride);
        else if (Vector256.IsHardwareAccelerated)
            Scores<Sixteen256>(queries, queryStride, count, keys, headDimension, scores, scoreStride);
        else
            Scores<Sixteen128>(queries, queryStride, count, keys, headDimension, scores, scoreStride);
    }

    /// <summary><c>outputs[q, d] += sum over p of weights[q, p] * values[p, d]</c> for <paramref name="positions"/> positions.</summary>
    /// <param name="weights"><c>[count, positions]</c>.</param>
    /// <param name="weightStride">Floats between weights of different queries.</param>
    /// <param name="count">Queries.</param>
    /// <param name="values"><c>[positions, paddedDimension]</c>.</param>
    /// <param name="positions">0 to 16.</param>
    /// <param name="paddedDimension">Floats of a value row, a multiple of 16, and between outputs.</param>
    /// <param name="outputs"><c>[count, paddedDimension]</c>.</param>
    public static void AddValues(float* weights, nint weightStride, int count, float* values, nint positions, nint paddedDimension, float* outputs)
    {
        if (Vector512.IsHardwareAccelerated)
            AddValues<Sixteen512>(weights, weightStride, count, values, positions, paddedDimension, outputs);
        else if (Vector256.IsHardwareAccelerated)
            AddValues<Sixteen256>(weights, weightStride, count, values, positions, paddedDimension, outputs);
        else
            AddValues<Sixteen128>(weights, weightStride, count, values, positions, paddedDimension, outputs);
    }

    internal static void Scores<T>(float* queries, nint queryStride, int count, float* keys, nint headDimension, float* scores, nint scoreStride)
        where T : struct, ISixteen<T>
    {
        for (; count >= 4; count -= 4, queries += 4 * queryStride, scores += 4 * scoreStride)
            FourScores<T>(queries, queryStride, keys, headDimension, scores, scoreStride);
        for (; count > 0; count--, queries += queryStride, scores += scoreStride)
            OneScore<T>(queries, keys, headDimension, scores);
    }

    internal static void AddValues<T>(float* weights, nint weightStride, int count, float* values, nint positions, nint paddedDimension, float* outputs)
        where T : struct, ISixteen<T>
    {
        for (; count >= 4; count -= 4, weights += 4 * weightStride, outputs += 4 * paddedDimension)
            AddFour<T>(weights, weightStride, values, positions, paddedDimension, outputs);
        for (; count > 0; count--, weights += weightStride, outputs += paddedDimension)
            AddOne<T>(weights, values, positions, paddedDimension, outputs);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void FourScores<T>(float* q, nint stride, float* keys, nint dimension, float* scores, nint scoreStride) where T : struct, ISixteen<T>
    {
        T a = T.Create(0), b = a, c = a, d = a;
        float* third = q + 2 * stride;
        for (nint i = 0; i < dimension; i++, keys += Positions)
        {
            T key = T.Load(keys);
            a = T.MultiplyAdd(T.Create(q[i]), key, a);
            b = T.MultiplyAdd(T.Create(q[stride + i]), key, b);
            c = T.MultiplyAdd(T.Create(third[i]), key, c);
            d = T.MultiplyAdd(T.Create(third[stride + i]), key, d);
        }
        T.Store(a, scores);
        T.Store(b, scores + scoreStride);
        T.Store(c, scores + 2 * scoreStride);
        T.Store(d, scores + 3 * scoreStride);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void OneScore<T>(float* q, float* keys, nint dimension, float* scores) where T : struct, ISixteen<T>
    {
        T sum = T.Create(0);
        for (nint i = 0; i < dimension; i++, keys += Positions)
            sum = T.MultiplyAdd(T.Create(q[i]), T.Load(keys), sum);
        T.Store(sum, scores);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void AddFour<T>(float* w, nint stride, float* values, nint positions, nint dimension, float* outputs) where T : struct, ISixteen<T>
    {
        float* third = w + 2 * stride;
        for (nint i = 0; i < dimension; i += 16, values += 16, outputs += 16)
        {
            T a = T.Load(outputs), b = T.Load(outputs + dimension), c = T.Load(outputs + 2 * dimension), d = T.Load(outputs + 3 * dimension);
            float* row = values;
            for (nint p = 0; p < positions; p++, row += dimension)
            {
                T value = T.Load(row);
                a = T.MultiplyAdd(T.Create(w[p]), value, a);
                b = T.MultiplyAdd(T.Create(w[stride + p]), value, b);
                c = T.MultiplyAdd(T.Create(third[p]), value, c);
                d = T.MultiplyAdd(T.Create(third[stride + p]), value, d);
            }
            T.Store(a, outputs);
            T.Store(b, outputs + dimension);
            T.Store(c, outputs + 2 * dimension);
            T.Store(d, outputs + 3 * dimension);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void AddOne<T>(float* w, float* values, nint positions, nint dimension, float* output) where T : struct, ISixteen<T>
    {
        nint i = 0;
        for (; i + 64 <= dimension; i += 64, values += 64, output += 64)
        {
            T a = T.Load(output), b = T.Load(output + 16), c = T.Load(output + 32), d = T.Load(output + 48);
            float* row = values;
            for (nint p = 0; p < positions; p++, row += dimension)
            {
                T weight = T.Create(w[p]);
                a = T.MultiplyAdd(weight, T.Load(row), a);
                b = T.MultiplyAdd(weight, T.Load(row + 16), b);
                c = T.MultiplyAdd(weight, T.Load(row + 32), c);
                d = T.MultiplyAdd(weight, T.Load(row + 48), d);
            }
            T.Store(a, output);
            T.Store(b, output + 16);
            T.Store(c, output + 32);
            T.Store(d, output + 48);
        }
        for (; i < dimension; i += 16, values += 16, output += 16)
        {
            T sum = T.Load(output);
            float* row = values;
            for (nint p = 0; p < positions; p++, row += dimension)
                sum = T.MultiplyAdd(T.Create(w[p]), T.Load(row), sum);
            T.Store(sum, output);
        }
    }
}
