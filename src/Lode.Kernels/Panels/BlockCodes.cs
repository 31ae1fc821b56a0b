using Lode.Kernels.Decode;

namespace Lode.Kernels.Panels;

/// <summary>A block of a row taken apart into the integers and factors that the kernels multiply: for the scalar reference.</summary>
/// <remarks>A value is <c>scale * code - minimum</c>, with the scale and minimum of its 16 columns; codes carry the format's offset already.</remarks>
static unsafe class BlockCodes
{
    /// <summary>Whether 16 columns have a scale, and so are summed for themselves; else 32 are.</summary>
    internal static bool Sixteens(TensorFormat format) => format is TensorFormat.Q2_K or TensorFormat.Q3_K or TensorFormat.Q6_K;

    /// <summary>Whether values have minima.</summary>
    internal static bool IsAffine(TensorFormat format) =>
        format is TensorFormat.Q4_1 or TensorFormat.Q5_1 or TensorFormat.Q2_K or TensorFormat.Q4_K or TensorFormat.Q5_K;

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
            case TensorFormat.Q5_0:
                Nibbles(block + 6, 16, codes);
                AddBits(block + 2, 16, codes);
                break;
            case TensorFormat.Q5_1:
                Nibbles(block + 8, 0, codes);
                AddBits(block + 4, 16, codes);
                minima[0] = minima[1] = -HalfBits.Read(block + 2);
                break;
            case TensorFormat.IQ4_NL:
                Nibbles(block + 2, 0, codes);
                LookUp(codes, 32);
                break;
            case TensorFormat.IQ4_XS:
                for (int sub = 0; sub < 8; sub++)
                {
                    Nibbles(block + 8 + 16 * sub, 0, codes + 32 * sub);
                    scales[2 * sub] = scales[2 * sub + 1] = HalfBits.Read(block) * (DecodeIQ4_XS.Scale(block, sub) - 32);
                }
                LookUp(codes, 256);
                break;
            case TensorFormat.Q2_K:
                for (int i = 0; i < 256; i++)
                    codes[i] = (sbyte)BitPair(block + 16, i);
                for (int i = 0; i < 16; i++)
                {
                    scales[i] = HalfBits.Read(block + 80) * (block[i] & 0x0F);
                    minima[i] = HalfBits.Read(block + 82) * (block[i] >> 4);
                }
                break;
            case TensorFormat.Q3_K:
                for (int i = 0; i < 256; i++)
                    codes[i] = (sbyte)(BitPair(block + 32, i) + (block[i % 32] >> (i / 32) & 1) * 4 - 4);
                for (int i = 0; i < 16; i++)
                    scales[i] = HalfBits.Read(block + 108) * (DecodeQ3_K.Scale(block + 96, i) - 32);
                break;
            case TensorFormat.Q4_K:
            case TensorFormat.Q5_K:
                bool five = format == TensorFormat.Q5_K;
                for (int sub = 0; sub < 8; sub++)
                {
                    scales[2 * sub] = scales[2 * sub + 1] = HalfBits.Read(block) * ScaleMin.Scale(block + 4, sub);
                    minima[2 * sub] = minima[2 * sub + 1] = HalfBits.Read(block + 2) * ScaleMin.Min(block + 4, sub);
                    for (int i = 0; i < 32; i++)
                        codes[32 * sub + i] = (sbyte)((block[(five ? 48 : 16) + sub / 2 * 32 + i] >> (sub % 2 * 4) & 0x0F) + (five ? (block[16 + i] >> sub & 1) * 16 : 0));
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

    /// <summary>The bits of column i of 128 lie in byte i mod 32.</summary>
    static int BitPair(byte* packed, int i) => packed[i / 128 * 32 + i % 32] >> (i % 128 / 32 * 2) & 3;

    static void AddBits(byte* bits, int weight, sbyte* codes)
    {
        for (int i = 0; i < 32; i++)
            codes[i] += (sbyte)((bits[i / 8] >> (i % 8) & 1) * weight);
    }

    static void LookUp(sbyte* codes, int count)
    {
        for (int i = 0; i < count; i++)
            codes[i] = NonLinearTable.Values[codes[i]];
    }
}
