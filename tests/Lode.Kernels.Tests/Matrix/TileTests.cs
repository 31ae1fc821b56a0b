using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Lode.Kernels.Matrix;

namespace Lode.Kernels.Tests.Matrix;

public sealed unsafe class TileTests
{
    const int Columns = 96;
    const int Tokens = 5;

    [Fact]
    public void All_tiles_that_fuse_give_the_same_bits()
    {
        Assert.SkipUnless(Fma.IsSupported && Avx2.IsSupported, "needs a processor with AVX2 and FMA");
        float[] avx2 = Run(&TileAvx2.Accumulate, Tokens);
        if (Avx512F.IsSupported && Vector512.IsHardwareAccelerated)
            Run(&TileAvx512.Accumulate, Tokens).ShouldBe(avx2);
        Run(&TilePortable.Accumulate, Tokens).ShouldBe(avx2);
        Run(Tile.Best, Tokens).ShouldBe(avx2);
    }

    [Fact]
    public void A_token_has_the_same_sums_alone_and_in_company()
    {
        float[] together = Run(Tile.Best, Tokens);
        for (int token = 0; token < Tokens; token++)
            Run(Tile.Best, 1, token).ShouldBe(together[(token * Tile.Sums)..((token + 1) * Tile.Sums)]);
    }

    [Fact]
    public void Sums_are_inner_products()
    {
        float[] sums = Run(Tile.Best, Tokens);
        (float[] weights, float[] inputs) = Data();
        fixed (float* s = sums)
        {
            for (int token = 0; token < Tokens; token++)
            {
                for (int row = 0; row < Tile.Rows; row++)
                {
                    double expected = Enumerable.Range(0, Columns).Sum(c => (double)weights[row * Columns + c] * inputs[token * Columns + c]);
                    ((double)Tile.Reduce(s + token * Tile.Sums + row * Tile.Lanes)).ShouldBe(expected, 1e-5);
                }
            }
        }
    }

    static (float[] Weights, float[] Inputs) Data()
    {
        Random random = new(7);
        float[] Fill(int n) => [.. Enumerable.Range(0, n).Select(_ => (float)(random.NextDouble() - 0.5))];
        return (Fill(Tile.Rows * Columns), Fill(Tokens * Columns));
    }

    static float[] Run(delegate*<float*, nint, float*, nint, nint, nint, float*, void> tile, int tokens, int firstToken = 0)
    {
        (float[] weights, float[] inputs) = Data();
        float[] sums = new float[tokens * Tile.Sums];
        fixed (float* w = weights, x = inputs, s = sums)
            tile(w, Columns, x + firstToken * Columns, Columns, tokens, Columns, s);
        return sums;
    }
}
