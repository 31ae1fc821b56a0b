namespace Lode.Kernels.Panels;

/// <summary>A panel times a tile of activations, as one would write it down: what every other path equals to the bit.</summary>
static unsafe class PanelScalar
{
    /// <summary>Multiplies; see <see cref="PanelKernels"/>.</summary>
    internal static void Multiply(TensorFormat format, byte* panel, nint columns, byte* tile, int tokens, float* sums)
    {
        int size = TensorFormats.BlockSize(format), bytes = TensorFormats.BytesPerBlock(format);
        byte* block = stackalloc byte[bytes];
        sbyte* codes = stackalloc sbyte[size];
        float* scales = stackalloc float[size / 16];
        float* minima = stackalloc float[size / 16];
        new Span<float>(sums, tokens * PanelLayout.Rows).Clear();
        for (; columns > 0; columns -= size, panel += PanelLayout.Rows * bytes, tile += size / ActivationTile.Columns * tokens * ActivationTile.RowBlockBytes)
        {
            for (int row = 0; row < PanelLayout.Rows; row++)
            {
                PanelPacker.UnpackBlock(format, panel, row, block);
                BlockCodes.Read(format, block, codes, scales, minima);
                for (int token = 0; token < tokens; token++)
                {
                    ref float sum = ref sums[token * PanelLayout.Rows + row];
                    for (int i = 0; i < size / 16; i += 2)
                        sum = Add(format, codes + 16 * i, scales + i, minima + i, tile + i / 2 * tokens * ActivationTile.RowBlockBytes, tokens, token, sum);
                }
            }
        }
    }

    /// <summary>Adds 32 columns of a row.</summary>
    static float Add(TensorFormat format, sbyte* codes, float* scales, float* minima, byte* tile, int tokens, int token, float sum)
    {
        sbyte* activations = (sbyte*)tile + token * ActivationTile.Columns;
        float scale = ((float*)(tile + tokens * ActivationTile.Scales))[token];
        float scaledSum = ((float*)(tile + tokens * ActivationTile.ScaledSums))[token];
        int first = Dot(codes, activations), second = Dot(codes + 16, activations + 16);
        if (BlockCodes.Pairs(format))
        {
            sum = MathF.FusedMultiplyAdd(first + second, scales[0] * scale, sum);
        }
        else
        {
            sum = MathF.FusedMultiplyAdd(first, scales[0] * scale, sum);
            sum = MathF.FusedMultiplyAdd(second, scales[1] * scale, sum);
        }
        return BlockCodes.IsAffine(format) ? MathF.FusedMultiplyAdd(-minima[0], scaledSum, sum) : sum;
    }

    static int Dot(sbyte* codes, sbyte* activations)
    {
        int sum = 0;
        for (int i = 0; i < 16; i++)
            sum += codes[i] * activations[i];
        return sum;
    }
}
