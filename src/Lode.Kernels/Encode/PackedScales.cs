using Lode.Kernels.Decode;

namespace Lode.Kernels.Encode;

/// <summary>Writes what <see cref="ScaleMin"/> reads: eight 6-bit scales and minima in 12 bytes.</summary>
static unsafe class PackedScales
{
    /// <summary>Packs the integers of eight sub-blocks from <paramref name="lane"/> on.</summary>
    internal static void Write(SuperBlockBatch* batch, int lane, byte* target)
    {
        for (int i = 0; i < 4; i++)
        {
            int scale = (int)batch->ScaleCode[lane + i], min = (int)batch->MinCode[lane + i];
            int scale4 = (int)batch->ScaleCode[lane + i + 4], min4 = (int)batch->MinCode[lane + i + 4];
            target[i] = (byte)(scale | scale4 >> 4 << 6);
            target[i + 4] = (byte)(min | min4 >> 4 << 6);
            target[i + 8] = (byte)(scale4 & 0x0F | (min4 & 0x0F) << 4);
        }
    }
}
