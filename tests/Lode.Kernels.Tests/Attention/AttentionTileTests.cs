using Lode.Kernels.Attention;
using Lode.Kernels.Vectors;

namespace Lode.Kernels.Tests.Attention;

public sealed unsafe class AttentionTileTests
{
    public static TheoryData<int, int> Shapes => new()
    {
        { 12, 1 }, { 16, 4 }, { 64, 8 }, { 80, 5 }, { 128, 7 }, { 256, 2 },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Scores_and_sums_of_values_equal_their_formulas(int dimension, int queries)
    {
        KvLayout layout = new(KvFormat.F32, dimension);
        int padded = layout.PaddedHeadDimension;
        float[] q = Random(dimension * queries, 9);
        float[][] k = [.. Enumerable.Range(0, 16).Select(i => Random(dimension, 10 + i))];
        float[][] v = [.. Enumerable.Range(0, 16).Select(i => Random(dimension, 40 + i))];
        float[] keys = new float[layout.KeyBytes / 4], values = new float[layout.ValueBytes / 4], scores = new float[20 * queries], outputs = new float[padded * queries];
        fixed (float* pk = keys, pv = values, pq = q, ps = scores, po = outputs)
        {
            for (int p = 0; p < 16; p++)
            {
                fixed (float* key = k[p], value = v[p])
                {
                    layout.StoreKey((byte*)pk, p, key);
                    layout.StoreValue((byte*)pv, p, value);
                }
            }
            AttentionTile.Scores(pq, dimension, queries, pk, dimension, ps, 20);
            AttentionTile.AddValues(ps, 20, queries, pv, 11, padded, po);
        }
        for (int i = 0; i < queries; i++)
        {
            for (int p = 0; p < 16; p++)
                ((double)scores[i * 20 + p]).ShouldBe(Enumerable.Range(0, dimension).Sum(d => (double)q[i * dimension + d] * k[p][d]), 3e-5);
            for (int d = 0; d < dimension; d++)
                ((double)outputs[i * padded + d]).ShouldBe(Enumerable.Range(0, 11).Sum(p => (double)scores[i * 20 + p] * v[p][d]), 2e-4);
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Every_width_and_any_number_of_queries_give_the_same_bits(int dimension, int queries)
    {
        (float[] Scores, float[] Outputs) reference = Attend<SixteenScalar>(dimension, queries, 1);
        Check(Attend<SixteenScalar>(dimension, queries, queries));
        Check(Attend<Sixteen128>(dimension, queries, queries));
        Check(Attend<Sixteen256>(dimension, queries, queries));
        Check(Attend<Sixteen512>(dimension, queries, queries));
        Check(Attend<Sixteen256>(dimension, queries, 1));

        void Check((float[] Scores, float[] Outputs) found)
        {
            found.Scores.ShouldBe(reference.Scores);
            found.Outputs.ShouldBe(reference.Outputs);
        }
    }

    static (float[], float[]) Attend<T>(int dimension, int queries, int together) where T : struct, ISixteen<T>
    {
        int padded = (dimension + 15) & -16;
        float[] q = Random(dimension * queries, 1), keys = Random(dimension * 16, 2), values = Random(padded * 16, 3);
        float[] scores = new float[16 * queries], outputs = new float[padded * queries];
        fixed (float* pk = keys, pv = values, pq = q, ps = scores, po = outputs)
        {
            for (int i = 0; i < queries; i += together)
            {
                AttentionTile.Scores<T>(pq + i * dimension, dimension, together, pk, dimension, ps + i * 16, 16);
                AttentionTile.AddValues<T>(ps + i * 16, 16, together, pv, 13, padded, po + i * padded);
            }
        }
        return (scores, outputs);
    }

    static float[] Random(int length, int seed)
    {
        Random random = new(seed);
        return [.. Enumerable.Range(0, length).Select(_ => (float)(random.NextDouble() - 0.5) * 2)];
    }
}
