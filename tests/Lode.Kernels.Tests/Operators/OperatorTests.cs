using Lode.Kernels.Operators;

namespace Lode.Kernels.Tests.Operators;

public sealed unsafe class OperatorTests
{
    public static TheoryData<int> Lengths => [1, 2, 15, 16, 17, 64, 173];

    [Theory]
    [MemberData(nameof(Lengths))]
    public void RmsNorm_equals_its_formula(int length)
    {
        float[] x = Random(length, 1);
        float[] gain = Random(length, 2);
        float[] y = new float[length];
        fixed (float* px = x, pg = gain, py = y)
            RmsNorm.Row(px, pg, py, length, 1e-5f);
        double scale = 1 / Math.Sqrt(x.Average(v => (double)v * v) + 1e-5);
        for (int i = 0; i < length; i++)
            ((double)y[i]).ShouldBe(x[i] * scale * gain[i], 1e-6);
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void SwiGlu_equals_its_formula(int length)
    {
        float[] gate = Random(length, 3, 20);
        float[] up = Random(length, 4);
        float[] y = [.. gate];
        fixed (float* pg = y, pu = up)
            SwiGlu.Row(pg, pu, length);
        for (int i = 0; i < length; i++)
            ((double)y[i]).ShouldBe(gate[i] / (1 + Math.Exp(-gate[i])) * up[i], 2e-6 * Math.Max(1, Math.Abs(gate[i])));
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void GeGlu_equals_its_formula_also_where_gates_are_large(int length)
    {
        float[] gate = Random(length, 13, 24);
        gate[^1] = -7.25f; // the tanh form has lost all digits of this one in binary32
        float[] up = Random(length, 14);
        float[] y = [.. gate];
        fixed (float* pg = y, pu = up)
            GeGlu.Row(pg, pu, length);
        for (int i = 0; i < length; i++)
        {
            double expected = gate[i] * (1 / (1 + Math.Exp(-2 * Math.Sqrt(2 / Math.PI) * (gate[i] + 0.044715 * Math.Pow(gate[i], 3))))) * up[i];
            // The exponent's rounding is relative to the exponent.
            ((double)y[i]).ShouldBe(expected, Math.Abs(expected) * 4e-7 * (2 + Math.Abs(Math.Pow(gate[i], 3) * 0.08)) + 1e-37);
            ((double)y[i]).ShouldBe(GeGlu.Reference(gate[i]) * up[i], 2e-6 * Math.Max(1, Math.Abs(gate[i])));
        }
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void SoftCap_equals_its_formula_and_leaves_alone_what_stands_behind_the_row(int length)
    {
        float[] x = [.. Random(length, 15, 300), 1000, -1000];
        float[] y = [.. x];
        fixed (float* p = y)
            SoftCap.Row(p, length, 30);
        for (int i = 0; i < length; i++)
            ((double)y[i]).ShouldBe(SoftCap.Reference(x[i], 30), Math.Abs(SoftCap.Reference(x[i], 30)) * 4e-7);
        y[length..].ShouldBe([1000f, -1000f]);
    }

    [Fact]
    public void SoftCap_is_right_to_a_few_units_in_the_last_place_from_zero_to_infinity_and_odd()
    {
        List<float> points = [0, -0f, float.Epsilon, 1e-30f, 0.624999f, 0.625f, 0.625001f, 9, 20, 88, 89, 1e30f, float.MaxValue, float.PositiveInfinity];
        for (double x = 1e-6; x < 30; x *= 1.003)
            points.Add((float)x);
        float[] positive = [.. points];
        float[] negative = [.. points.Select(x => -x)];
        fixed (float* p = positive, n = negative)
        {
            SoftCap.Row(p, positive.Length, 1);
            SoftCap.Row(n, negative.Length, 1);
        }
        for (int i = 0; i < points.Count; i++)
        {
            ((double)positive[i]).ShouldBe(Math.Tanh(points[i]), 2e-7 * Math.Tanh(Math.Abs(points[i])) + 1e-45, $"{points[i]}");
            negative[i].ShouldBe(-positive[i]);
        }
        float[] nan = [float.NaN];
        fixed (float* p = nan)
            SoftCap.Row(p, 1, 1);
        nan[0].ShouldBe(float.NaN);
    }

    [Fact]
    public void A_capped_value_does_not_depend_on_its_place_in_the_row()
    {
        float[] x = Random(61, 16, 90);
        float[] whole = [.. x];
        fixed (float* p = whole)
            SoftCap.Row(p, 61, 20);
        for (int first = 0; first < 61; first += 7)
        {
            float[] part = x[first..];
            fixed (float* p = part)
                SoftCap.Row(p, part.Length, 20);
            part.ShouldBe(whole[first..]);
        }
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Rows_are_scaled(int length)
    {
        float[] x = Random(length, 17);
        float[] y = [.. x, 5];
        fixed (float* p = y)
            ScaleRow.Row(p, length, 8.944272f);
        y.ShouldBe([.. x.Select(v => v * 8.944272f), 5]);
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Softmax_equals_its_formula_and_ignores_what_stands_behind_the_row(int length)
    {
        float[] x = Random((length + 15) / 16 * 16, 5, 30);
        x.AsSpan(length).Fill(1000);
        double max = x.Take(length).Max();
        double sum = x.Take(length).Sum(v => Math.Exp(v - max));
        float[] y = [.. x];
        fixed (float* p = y)
            Softmax.Row(p, length);
        for (int i = 0; i < length; i++)
            ((double)y[i]).ShouldBe(Math.Exp(x[i] - max) / sum, 1e-6);
        y.Skip(length).ShouldAllBe(v => v == 0);
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Rows_are_added_plain_and_weighted(int length)
    {
        float[] a = Random(length, 6);
        float[] b = Random(length, 7);
        float[] plain = [.. a];
        float[] weighted = [.. a];
        fixed (float* pp = plain, pw = weighted, pb = b)
        {
            AddRow.Row(pp, pb, length);
            AddRow.Weighted(pw, pb, 0.25f, length);
        }
        for (int i = 0; i < length; i++)
        {
            plain[i].ShouldBe(a[i] + b[i]);
            weighted[i].ShouldBe(a[i] + b[i] * 0.25f, 1e-7f);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Rope_turns_adjacent_pairs_or_halves_by_position_times_frequency(bool halves)
    {
        double[] frequencies = [1, 0.1, 0.003];
        float[] head = Random(8, 8);
        float[] turned = [.. head];
        float[] table = new float[12];
        fixed (float* h = turned, t = table)
        {
            Rope.FillTable(t, 1234, frequencies, halves);
            if (halves)
                Rope.Halves(h, t, 6);
            else
                Rope.Pairs(h, t, 6);
        }
        for (int i = 0; i < 3; i++)
        {
            (int first, int second) = halves ? (i, i + 3) : (2 * i, 2 * i + 1);
            (double sin, double cos) = Math.SinCos(1234 * frequencies[i]);
            ((double)turned[first]).ShouldBe(head[first] * cos - head[second] * sin, 1e-6);
            ((double)turned[second]).ShouldBe(head[first] * sin + head[second] * cos, 1e-6);
        }
        turned[6..].ShouldBe(head[6..]); // partial rotation leaves the rest alone
    }

    [Fact]
    public void A_magnitude_multiplies_cosines_and_sines()
    {
        float[] table = new float[8];
        fixed (float* t = table)
            Rope.FillTable(t, 7, [1, 0.1], halves: false, 1.25);
        (float a, float b) = ((float)(1.25 * Math.Cos(7)), (float)(1.25 * Math.Cos(7 * 0.1)));
        (float c, float d) = ((float)(1.25 * Math.Sin(7)), (float)(1.25 * Math.Sin(7 * 0.1)));
        table.ShouldBe([a, a, b, b, -c, c, -d, d]);
    }

    static float[] Random(int length, int seed, float range = 2)
    {
        Random random = new(seed);
        return [.. Enumerable.Range(0, length).Select(_ => (float)(random.NextDouble() - 0.5) * range)];
    }
}
