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
        int columns = BlockCodes.Sixteens(format) ? 16 : 32;
        for (int first = 0; first < 32; first += columns)
        {
            int dot = 0, activationSum = 0;
            for (int i = first; i < first + columns; i++)
            {
                dot += codes[i] * activations[i];
                activationSum += activations[i];
            }
            sum = MathF.FusedMultiplyAdd(dot, scales[first / 16] * scale, sum);
            if (BlockCodes.IsAffine(format))
                sum = MathF.FusedMultiplyAdd(-minima[first / 16], scale * activationSum, sum);
        }
        return sum;
    }
}
