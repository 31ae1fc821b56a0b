using System.Runtime.CompilerServices;

namespace Lode.Kernels.Checks;

/// <summary>Checks the binary16 scales and minima of quantised blocks: one that is infinite or NaN spoils every value of its block.</summary>
/// <remarks>The other fields of a block are integers, any of which is valid, so a tensor whose scales are finite decodes to finite values (and to nothing else only if a product overflows, which finite binary16 scales cannot).</remarks>
public static unsafe class BlockScales
{
    /// <summary>The index of the first block with a scale or minimum that is not finite, or -1. For F32, F16 and BF16 a block is a value.</summary>
    /// <param name="format">The format of the blocks.</param>
    /// <param name="data">The first block, any alignment.</param>
    /// <param name="blocks">How many there are.</param>
    /// <exception cref="NotSupportedException">The format is unknown.</exception>
    public static nint FirstNotFinite(TensorFormat format, byte* data, nint blocks)
    {
        int stride = TensorFormats.BytesPerBlock(format);
        return format switch
        {
            TensorFormat.F32 or TensorFormat.F16 or TensorFormat.BF16 => FiniteScan.FirstNotFinite(format, data, blocks),
            TensorFormat.Q4_1 or TensorFormat.Q5_1 or TensorFormat.Q4_K or TensorFormat.Q5_K => FirstOfPairs(data, stride, blocks),
            TensorFormat.Q2_K => FirstOfPairs(data + 80, stride, blocks),
            TensorFormat.Q3_K => FirstOfSingles(data + 108, stride, blocks),
            TensorFormat.Q6_K => FirstOfSingles(data + 208, stride, blocks),
            TensorFormat.Q4_0 or TensorFormat.Q5_0 or TensorFormat.Q8_0 or TensorFormat.IQ4_NL or TensorFormat.IQ4_XS => FirstOfSingles(data, stride, blocks),
            _ => throw new NotSupportedException($"no place of the scales is known for tensor format {format}"),
        };
    }

    /// <summary>The index of the first block in <paramref name="data"/>, which holds whole blocks, with a scale or minimum that is not finite, or -1.</summary>
    /// <exception cref="ArgumentException">The data is not whole blocks.</exception>
    /// <exception cref="NotSupportedException">The format is unknown.</exception>
    public static int FirstNotFinite(TensorFormat format, ReadOnlySpan<byte> data)
    {
        int stride = TensorFormats.BytesPerBlock(format);
        if (data.Length % stride != 0)
            throw new ArgumentException($"blocks of {format} take {stride} bytes each; {data.Length} bytes are not whole blocks", nameof(data));
        fixed (byte* first = data)
            return (int)FirstNotFinite(format, first, data.Length / stride);
    }

    /// <summary>As <see cref="FirstNotFinite(TensorFormat, byte*, nint)"/>, where a block is one of each of 16 rows in a panel.</summary>
    /// <param name="format">The format of the rows. For F32, F16 and BF16 a block is a value.</param>
    /// <param name="data">The first 16 blocks, any alignment.</param>
    /// <param name="blocks">How many times 16 there are.</param>
    /// <exception cref="NotSupportedException">The format is unknown.</exception>
    public static nint FirstNotFiniteInPanels(TensorFormat format, byte* data, nint blocks)
    {
        if (Panels.FloatPanelKernels.IsSupported(format))
            return FiniteScan.FirstNotFinite(format, data, blocks * Panels.PanelLayout.Rows) is var value && value < 0 ? -1 : value / Panels.PanelLayout.Rows;
        // The halves come first, scale by scale.
        int halves = Panels.PanelLayout.Rows * (format is TensorFormat.Q4_1 or TensorFormat.Q5_1 or TensorFormat.Q4_K or TensorFormat.Q5_K or TensorFormat.Q2_K ? 2 : 1);
        int stride = Panels.PanelLayout.Rows * TensorFormats.BytesPerBlock(format);
        for (nint block = 0; block < blocks; block++, data += stride)
        {
            if (FirstOfSingles(data, sizeof(ushort), halves) >= 0)
                return block;
        }
        return -1;
    }

    // One load, mask and compare per block of 18 to 210 bytes: the check waits for memory, so there is no vector form.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static nint FirstOfSingles(byte* scale, int stride, nint blocks)
    {
        for (nint block = 0; block < blocks; block++, scale += stride)
        {
            if ((Unsafe.ReadUnaligned<ushort>(scale) & 0x7C00) == 0x7C00)
                return block;
        }
        return -1;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static nint FirstOfPairs(byte* scales, int stride, nint blocks)
    {
        for (nint block = 0; block < blocks; block++, scales += stride)
        {
            // Adding one to an exponent of all ones carries into the bit above its half, where nothing else can put one.
            uint exponents = Unsafe.ReadUnaligned<uint>(scales) & 0x7C007C00;
            if ((exponents + 0x04000400 & 0x80008000) != 0)
                return block;
        }
        return -1;
    }
}
