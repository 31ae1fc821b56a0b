using Lode.Kernels.Attention;
using Lode.Kernels.Decode;
using Lode.Kernels.Encode;
using Lode.Kernels.Vectors;

namespace Lode.Kernels.Tests.Attention;

public sealed unsafe class KvLayoutTests
{
    public static TheoryData<KvFormat, int> Shapes
    {
        get
        {
            TheoryData<KvFormat, int> shapes = [];
            foreach (KvFormat format in Enum.GetValues<KvFormat>())
            {
                foreach (int dimension in (int[])[1, 12, 32, 48, 64, 80, 128, 256])
                    shapes.Add(format, dimension);
            }
            return shapes;
        }
    }

    /// <summary>The encoders of weights are held to ggml's own; groups of 32 are its blocks.</summary>
    [Theory]
    [MemberData(nameof(Shapes))]
    public void Stored_positions_are_read_as_the_encoders_of_weights_would_store_them(KvFormat format, int dimension)
    {
        KvLayout layout = new(format, dimension);
        byte[] keys = new byte[layout.KeyBytes], values = new byte[layout.ValueBytes];
        float[] scratch = new float[layout.PaddedHeadDimension * 16];
        fixed (byte* pk = keys, pv = values)
        fixed (float* s = scratch)
        {
            foreach (int slot in (int[])[3, 0, 15, 7])
            {
                float[] row = Row(dimension, slot);
                fixed (float* r = row)
                {
                    layout.StoreKey(pk, slot, r);
                    layout.StoreValue(pv, slot, r);
                }
            }
            foreach (int slot in (int[])[0, 3, 7, 15])
            {
                float[] expected = Rounded(format, Row(dimension, slot));
                float* decoded = layout.Keys(pk, s);
                for (int i = 0; i < dimension; i++)
                    decoded[i * 16 + slot].ShouldBe(expected[i]);
                decoded = layout.Values(pv, s);
                for (int i = 0; i < layout.PaddedHeadDimension; i++)
                    decoded[slot * layout.PaddedHeadDimension + i].ShouldBe(i < dimension ? expected[i] : 0);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Writing_a_position_leaves_the_bytes_of_all_others(KvFormat format, int dimension)
    {
        KvLayout layout = new(format, dimension);
        Random random = new(dimension);
        byte[] before = new byte[Math.Max(layout.KeyBytes, layout.ValueBytes)];
        random.NextBytes(before);
        int[] changes = new int[before.Length];
        for (int slot = 0; slot < 16; slot++)
        {
            byte[] keys = [.. before], values = [.. before];
            float[] row = Row(dimension, slot);
            fixed (float* r = row)
            fixed (byte* pk = keys, pv = values)
            {
                layout.StoreKey(pk, slot, r);
                layout.StoreValue(pv, slot, r);
            }
            for (int i = 0; i < before.Length; i++)
            {
                changes[i] += keys[i] != before[i] ? 1 : 0;
                changes[i] += values[i] != before[i] ? 1 << 16 : 0;
            }
        }
        changes.ShouldAllBe(change => (change & 0xFFFF) <= 1 && change >> 16 <= 1);
    }

    [Fact]
    public void Codes_are_decoded_to_the_same_bits_in_every_width()
    {
        KvLayout layout = new(KvFormat.Q8_0, 80);
        byte[] tile = new byte[Math.Max(layout.KeyBytes, layout.ValueBytes)];
        new Random(4).NextBytes(tile);
        float[] All<T>() where T : struct, ISixteen<T>
        {
            float[] keys = new float[80 * 16], values = new float[80 * 16];
            fixed (byte* t = tile)
            fixed (float* k = keys, v = values)
            {
                layout.DecodeKeys<T>(t, k);
                layout.DecodeValues<T>(t, v);
            }
            return [.. keys, .. values];
        }
        float[] reference = All<SixteenScalar>();
        All<Sixteen128>().ShouldBe(reference);
        All<Sixteen256>().ShouldBe(reference);
        All<Sixteen512>().ShouldBe(reference);
    }

    [Theory]
    [InlineData(KvFormat.F16, float.NaN)]
    [InlineData(KvFormat.F16, float.PositiveInfinity)]
    [InlineData(KvFormat.Q8_0, float.NaN)]
    [InlineData(KvFormat.Q8_0, float.NegativeInfinity)]
    public void What_is_not_finite_stays_so(KvFormat format, float bad)
    {
        KvLayout layout = new(format, 32);
        byte[] keys = new byte[layout.KeyBytes];
        float[] row = Row(32, 1), scratch = new float[32 * 16];
        row[5] = bad;
        fixed (byte* pk = keys)
        fixed (float* r = row, s = scratch)
        {
            layout.StoreKey(pk, 2, r);
            float.IsFinite(layout.Keys(pk, s)[5 * 16 + 2]).ShouldBeFalse();
        }
    }

    static float[] Rounded(KvFormat format, float[] row)
    {
        if (format == KvFormat.F32)
            return row;
        TensorFormat stored = format == KvFormat.F16 ? TensorFormat.F16 : TensorFormat.Q8_0;
        float[] whole = [.. row, .. new float[(32 - row.Length % 32) % 32]], result = new float[whole.Length];
        byte[] encoded = new byte[TensorFormats.RowBytes(stored, whole.Length)];
        fixed (float* w = whole, r = result)
        fixed (byte* e = encoded)
        {
            RowEncoder.Scalar(stored)(w, e, whole.Length);
            RowDecoder.Scalar(stored)(e, r, whole.Length);
        }
        return result[..row.Length];
    }

    static float[] Row(int dimension, int seed)
    {
        Random random = new(seed);
        return [.. Enumerable.Range(0, dimension).Select(_ => (float)(random.NextDouble() - 0.5) * 3)];
    }
}
