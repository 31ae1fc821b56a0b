using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Lode.Kernels.Operators;

/// <summary>Scaled dot-product attention of one query head over one block of 16 cached positions.</summary>
/// <remarks>
/// Keys of a block lie as <c>[head_dim, 16 positions]</c>: a lane is a position, so that scores need no horizontal sums and a head may have
/// any dimension. Values lie as <c>[16 positions, padded head_dim]</c>: a lane is a dimension. A score depends on its own key only, and
/// values are added position by position, so results do not depend on how positions are cut into blocks.
/// </remarks>
public static unsafe class AttentionTile
{
    /// <summary>Positions per block.</summary>
    public const int Positions = 16;

    /// <summary>Floats of a value row: the head dimension rounded up to whole vectors.</summary>
    public static int PaddedHeadDimension(int headDimension) => (headDimension + 15) & -16;

    /// <summary>Writes a key into its column of a block.</summary>
    /// <param name="keys"><c>[head_dim, 16]</c>.</param>
    /// <param name="slot">Position within the block, 0 to 15.</param>
    /// <param name="key"><c>[head_dim]</c>.</param>
    /// <param name="headDimension">Values of the key.</param>
    public static void StoreKey(float* keys, int slot, float* key, int headDimension)
    {
        for (int i = 0; i < headDimension; i++)
            keys[i * Positions + slot] = key[i];
    }

    /// <summary>Writes a value into its row of a block, with zeros up to the padded dimension.</summary>
    /// <param name="values"><c>[16, padded head_dim]</c>.</param>
    /// <param name="slot">Position within the block, 0 to 15.</param>
    /// <param name="value"><c>[head_dim]</c>.</param>
    /// <param name="headDimension">Values to copy.</param>
    public static void StoreValue(float* values, int slot, float* value, int headDimension)
    {
        int padded = PaddedHeadDimension(headDimension);
        float* target = values + slot * padded;
        for (int i = 0; i < headDimension; i++)
            target[i] = value[i];
        for (int i = headDimension; i < padded; i++)
            target[i] = 0;
    }

    /// <summary><c>scores[p] = scale * sum over d of query[d] * keys[d, p]</c> for all 16 positions, written or not yet.</summary>
    /// <param name="query"><c>[head_dim]</c>.</param>
    /// <param name="keys"><c>[head_dim, 16]</c>.</param>
    /// <param name="headDimension">Values of the query.</param>
    /// <param name="scale">Usually 1 / sqrt(head_dim).</param>
    /// <param name="scores">16 floats, any alignment.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Scores(float* query, float* keys, nint headDimension, float scale, float* scores)
    {
        Vector512<float> sum = Vector512<float>.Zero;
        for (nint d = 0; d < headDimension; d++)
            sum += Vector512.Create(query[d]) * Vector512.Load(keys + d * Positions);
        (sum * scale).Store(scores);
    }

    /// <summary><c>output[d] += sum over p of weights[p] * values[p, d]</c> for the first <paramref name="positions"/> positions.</summary>
    /// <param name="weights"><c>[positions]</c>.</param>
    /// <param name="values"><c>[16, paddedDimension]</c>.</param>
    /// <param name="positions">0 to 16.</param>
    /// <param name="paddedDimension">From <see cref="PaddedHeadDimension"/>.</param>
    /// <param name="output"><c>[paddedDimension]</c>.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddValues(float* weights, float* values, nint positions, nint paddedDimension, float* output)
    {
        for (nint d = 0; d < paddedDimension; d += 16)
        {
            Vector512<float> sum = Vector512.Load(output + d);
            for (nint p = 0; p < positions; p++)
                sum += Vector512.Create(weights[p]) * Vector512.Load(values + p * paddedDimension + d);
            sum.Store(output + d);
        }
    }
}
