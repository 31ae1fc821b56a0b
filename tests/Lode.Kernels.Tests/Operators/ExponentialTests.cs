using Lode.Kernels.Operators;
using Lode.Kernels.Vectors;

namespace Lode.Kernels.Tests.Operators;

public sealed unsafe class ExponentialTests
{
    [Fact]
    public void It_is_right_to_two_units_in_the_last_place_from_subnormal_results_to_infinity()
    {
        List<float> points = [0, -0f, float.Epsilon, 88.72283f, 88.7229f, 89, 1000, float.PositiveInfinity, float.NegativeInfinity, -1000, -103.2f, -103.97f, -103.98f, -87.4f];
        for (double x = -104; x < 88.7; x += 0.00123)
            points.Add((float)x);
        for (double x = 1e-9; x < 1; x *= 1.01)
            points.AddRange([(float)x, (float)-x]);
        float[] results = All<Sixteen256>([.. points]);
        double worst = 0;
        for (int i = 0; i < results.Length; i++)
        {
            double expected = Math.Exp(points[i]);
            if ((float)expected is 0 or float.PositiveInfinity)
            {
                results[i].ShouldBe((float)expected, $"{points[i]:R}");
                continue;
            }
            double unit = (double)MathF.BitIncrement((float)expected) - (float)expected;
            worst = Math.Max(worst, Math.Abs(results[i] - expected) / unit);
        }
        worst.ShouldBeLessThan(2);
        float.IsNaN(All<Sixteen256>([float.NaN])[0]).ShouldBeTrue();
    }

    [Fact]
    public void All_widths_give_the_same_bits()
    {
        Random random = new(1);
        float[] points = [.. Enumerable.Range(0, 4000).Select(_ => (float)(random.NextDouble() * 220 - 120)), float.NaN, float.PositiveInfinity, float.NegativeInfinity];
        float[] reference = All<SixteenScalar>(points);
        All<Sixteen128>(points).ShouldBe(reference);
        All<Sixteen256>(points).ShouldBe(reference);
        All<Sixteen512>(points).ShouldBe(reference);
    }

    static float[] All<T>(float[] points) where T : struct, ISixteen<T>
    {
        float[] results = new float[points.Length];
        fixed (float* p = points, r = results)
        {
            for (int i = 0; i < points.Length; i += 16)
            {
                int count = Math.Min(16, points.Length - i);
                Rest.Store(Exponential.Of(Rest.Load<T>(p + i, count)), r + i, count);
            }
        }
        return results;
    }
}
