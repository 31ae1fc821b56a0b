using Lode.Kernels.Decode;

namespace Lode.Kernels.Panels;

/// <summary>A block of a row taken apart into the integers and factors that the kernels multiply: for the scalar reference.</summary>
/// <remarks>A value is <c>scale * code - minimum</c>, with the scale and minimum of its 16 columns; codes carry the format's offset already.</remarks>
static unsafe class BlockCodes
{
    /// <summary>Whether the 16 columns of a half share their scale with the other half, and so are summed as 32.</summary>
    internal static bool Pairs(TensorFormat format) => format is not TensorFormat.Q6_K;

    /// <summary>Whether values have minima.</summary>
    internal static bool IsAffine(TensorFormat format) => format is TensorFormat.Q4_1 or TensorFormat.Q4_K;

    /// <summary>Reads the block.</summary>
    /// <param name="format">Format of the block.</param>
    /// <param name="block">Its bytes, as in a row.</param>
    /// <param name="codes">Room for a code per value.</param>
    /// <param name="scales">Room for a scale per 16 values.</param>
    /// <param name="minima">Room for a minimum per 16 values; zeros if the format has none.</param>
    /// <exception cref="NotSupportedException">There is no kernel for the format.</exception>
    internal static void Read(TensorFormat format, byte* block, sbyte* codes, float* scales, float* minima)
    {
        for (int i = 0; i < TensorFormats.BlockSize(format) / 16; i++)
        {
            scales[i] = HalfBits.Read(block);
            minima[i] = 0;
        }
        switch (format)
        {
            case TensorFormat.Q4_0:
                Nibbles(block + 2, 8, codes);
                break;
            case TensorFormat.Q4_1:
                Nibbles(block + 4, 0, codes);
                minima[0] = minima[1] = -HalfBits.Read(block + 2);
                break;
            case TensorFormat.Q8_0:
                new ReadOnlySpan<sbyte>(block + 2, 32).CopyTo(new Span<sbyte>(codes, 32));
                break;
            case TensorFormat.Q4_K:
                for (int sub = 0; sub < 8; sub++)
                {
                    scales[2 * sub] = scales[2 * sub + 1] = HalfBits.Read(block) * ScaleMin.Scale(block + 4, sub);
                    minima[2 * sub] = minima[2 * sub + 1] = HalfBits.Read(block + 2) * ScaleMin.Min(block + 4, sub);
                    for (int i = 0; i < 32; i++)
                        codes[32 * sub + i] = (sbyte)(block[16 + sub / 2 * 32 + i] >> (sub % 2 * 4) & 0x0F);
                }
                break;
            case TensorFormat.Q6_K:
                for (int i = 0; i < 256; i++)
                {
                    int group = i / 32 % 4, lane = i % 32, half = i / 128;
                    int nibble = block[half * 64 + group % 2 * 32 + lane] >> (group / 2 * 4) & 0x0F;
                    codes[i] = (sbyte)((nibble | (block[128 + half * 32 + lane] >> (2 * group) & 3) << 4) - 32);
                }
                for (int i = 0; i < 16; i++)
                    scales[i] = HalfBits.Read(block + 208) * ((sbyte*)block)[192 + i];
                break;
            default:
                throw new NotSupportedException($"there is no panel kernel for tensor format {format}");
        }
    }

    static void Nibbles(byte* packed, int offset, sbyte* codes)
    {
        for (int i = 0; i < 16; i++)
        {
            codes[i] = (sbyte)((packed[i] & 0x0F) - offset);
            codes[16 + i] = (sbyte)((packed[i] >> 4) - offset);
        }
    }
}
