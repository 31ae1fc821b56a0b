using System.Runtime.Intrinsics;
using Lode.DemoModel.Kernels;

namespace Lode.DemoModel.Tests.Kernels;

public sealed unsafe class KernelTests
{
    [Theory]
    [InlineData(8, 32, 1)]
    [InlineData(24, 96, 70)]
    [InlineData(16, 64, 1100)] // longer than one piece of the depth
    public void A_product_is_the_chain_of_fused_multiply_adds_for_each_element(int m, int n, int k)
    {
        Random random = new(1);
        using FloatBuffer a = Fill(m * k, random), b = Fill(k * n, random), c = Fill(m * n, random), panels = new(k * n), strips = new(m * k);
        float[] expected = c.Span.ToArray();
        for (int i = 0; i < m; i++)
        {
            for (int j = 0; j < n; j++)
            {
                for (int l = 0; l < k; l++)
                    expected[i * n + j] = MathF.FusedMultiplyAdd(a.Pointer[i * k + l], b.Pointer[l * n + j], expected[i * n + j]);
            }
        }
        Packing.Panels(b.Pointer, n, k, n, panels.Pointer);
        float[] before = c.Span.ToArray();
        MatrixProduct.Run(m, n, k, Left.Rows(a.Pointer, k), panels.Pointer, k * 32, c.Pointer, n, accumulate: true);
        c.Span.ToArray().ShouldBe(expected);

        // The same from the transposed factors.
        using FloatBuffer at = Transpose(a, m, k), bt = Transpose(b, k, n);
        Packing.TransposedPanels(bt.Pointer, k, k, n, panels.Pointer);
        Packing.Strips(at.Pointer, m, m, k, strips.Pointer);
        before.CopyTo(c.Span);
        MatrixProduct.Run(m, n, k, Left.Strips(strips.Pointer, k), panels.Pointer, k * 32, c.Pointer, n, accumulate: true);
        c.Span.ToArray().ShouldBe(expected);
        before.CopyTo(c.Span);
        MatrixProduct.Run(m, n, k, Left.Columns(at.Pointer, m), panels.Pointer, k * 32, c.Pointer, n, accumulate: true);
        c.Span.ToArray().ShouldBe(expected);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Tiles_of_either_width_give_the_same_bits(bool accumulate)
    {
        Random random = new(2);
        using FloatBuffer a = Fill(8 * 50, random), b = Fill(50 * 32, random), c = Fill(8 * 40, random), d = new(8 * 40);
        c.Span.CopyTo(d.Span);
        MatrixProduct.Tile512(50, a.Pointer, 50, 1, b.Pointer, c.Pointer, 40, accumulate);
        MatrixProduct.Tiles256(50, a.Pointer, 50, 1, b.Pointer, d.Pointer, 40, accumulate);
        c.Span.ToArray().ShouldBe(d.Span.ToArray());
    }

    [Fact]
    public void The_exponential_is_right_to_a_few_units_in_the_last_place()
    {
        for (float x = -86.9f; x < 88; x += 0.0137f)
        {
            float e = VectorMath.Exp(Vector512.Create(x))[3];
            Math.Abs(e / Math.Exp(x) - 1).ShouldBeLessThan(3e-7, $"x = {x}");
        }
        VectorMath.Exp(Vector512.Create(float.NegativeInfinity))[0].ShouldBe(0);
        VectorMath.Exp(Vector512.Create(-200f))[0].ShouldBe(0);
        VectorMath.Exp(Vector512.Create(0f))[0].ShouldBe(1);
    }

    [Fact]
    public void Sine_and_cosine_are_right()
    {
        for (double x = -3.2; x < 3.2; x += 0.01)
        {
            (double sine, double cosine) = Rope.SineAndCosine(x);
            sine.ShouldBe(Math.Sin(x), 1e-14);
            cosine.ShouldBe(Math.Cos(x), 1e-14);
        }
    }

    [Fact]
    public void Positions_turn_adjacent_pairs_by_the_angles_of_the_formula()
    {
        using Rope rope = new(300);
        using FloatBuffer x = new(Rope.HeadWidth);
        for (int pair = 0; pair < Rope.HeadWidth / 2; pair++)
        {
            x.Span.Clear();
            x.Pointer[2 * pair] = 1;
            rope.Turn(x.Pointer, Rope.HeadWidth, 1, 1, 1, first: 299);
            double angle = 299 * Math.Pow(10000, -2.0 * pair / Rope.HeadWidth);
            x.Pointer[2 * pair].ShouldBe((float)Math.Cos(angle), 1e-6f);
            x.Pointer[2 * pair + 1].ShouldBe((float)Math.Sin(angle), 1e-6f);
        }
    }

    static FloatBuffer Fill(int length, Random random)
    {
        FloatBuffer buffer = new(length);
        foreach (ref float value in buffer.Span)
            value = random.NextSingle() - 0.5f;
        return buffer;
    }

    static FloatBuffer Transpose(FloatBuffer matrix, int rows, int columns)
    {
        FloatBuffer result = new(rows * columns);
        for (int i = 0; i < rows * columns; i++)
            result.Pointer[i % columns * rows + i / columns] = matrix.Pointer[i];
        return result;
    }
}
