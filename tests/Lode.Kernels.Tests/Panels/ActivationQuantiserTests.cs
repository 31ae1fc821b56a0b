using Lode.Kernels.Panels;

namespace Lode.Kernels.Tests.Panels;

public sealed unsafe class ActivationQuantiserTests
{
    [Fact]
    public void Vector_and_scalar_write_the_same_bytes()
    {
        Random random = new(3);
        for (int round = 0; round < 200; round++)
        {
            float[] values = new float[96];
            float magnitude = MathF.Pow(10, random.Next(-40, 38));
            for (int i = 0; i < values.Length; i++)
                values[i] = (float)(random.NextDouble() * 2 - 1) * magnitude;
            if (round % 7 == 0)
                values[random.Next(96)] = (round % 3) switch { 0 => float.NaN, 1 => float.PositiveInfinity, _ => float.NegativeInfinity };
            if (round % 5 == 0)
                values.AsSpan(0, 32).Clear();
            foreach (int rows in (int[])[1, 4])
            {
                int row = random.Next(rows);
                byte[] expected = new byte[3 * 48 * rows], actual = new byte[3 * 48 * rows];
                fixed (float* source = values)
                fixed (byte* scalar = expected, vector = actual)
                {
                    ActivationQuantiser.Scalar(source, 96, scalar, rows, row);
                    ActivationQuantiser.Row(source, 96, vector, rows, row);
                }
                actual.ShouldBe(expected);
            }
        }
    }

    [Fact]
    public void Codes_are_within_half_a_step_and_the_sums_are_theirs()
    {
        Random random = new(4);
        float[] values = [.. Enumerable.Range(0, 32).Select(_ => (float)(random.NextDouble() * 6 - 3))];
        byte[] tile = new byte[48];
        fixed (float* source = values)
        fixed (byte* target = tile)
        {
            ActivationQuantiser.Row(source, 32, target, 1, 0);
            sbyte[] codes = new Span<sbyte>(target, 32).ToArray();
            float scale = *(float*)(target + ActivationTile.Scales);
            scale.ShouldBe(values.Max(MathF.Abs) / 127);
            codes.Max(code => Math.Abs((int)code)).ShouldBe(127);
            for (int i = 0; i < 32; i++)
                (scale * codes[i]).ShouldBe(values[i], scale * 0.5001f);
            for (int pair = 0; pair < 2; pair++)
            {
                int[] columns = [.. Enumerable.Range(0, 32).Where(i => i / 2 % 2 == pair)];
                ((int)((short*)(target + ActivationTile.Sums))[pair]).ShouldBe(columns.Sum(i => codes[i]));
                ((int)((short*)(target + ActivationTile.FirstSums))[pair]).ShouldBe(columns.Where(i => i < 16).Sum(i => codes[i]));
            }
            (*(float*)(target + ActivationTile.ScaledSums)).ShouldBe(scale * codes.Sum(code => code));
        }
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void What_is_not_finite_makes_the_scale_NaN(float value)
    {
        float[] values = new float[32];
        values[5] = 1;
        values[21] = value;
        byte[] tile = new byte[48];
        fixed (float* source = values)
        fixed (byte* target = tile)
        {
            ActivationQuantiser.Row(source, 32, target, 1, 0);
            float.IsNaN(*(float*)(target + ActivationTile.Scales)).ShouldBeTrue();
            new Span<sbyte>(target, 32).ToArray().ShouldAllBe(code => code == 0);
        }
    }
}
