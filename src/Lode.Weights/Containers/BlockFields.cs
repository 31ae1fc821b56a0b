using System.Runtime.CompilerServices;
using Lode.Formats;

namespace Lode.Weights;

/// <summary>Where blocks that the kernels do not compute with keep their scales: enough to check them.</summary>
/// <remarks>Source: the block structures of ggml's <c>ggml-common.h</c>; for MXFP4 the OCP microscaling formats, in which 255 is NaN.</remarks>
static unsafe class BlockFields
{
    const int HalfExponent = 0x7C00;
    const int SingleExponent = 0x7F800000;
    static readonly int[] s_first = [0];
    static readonly int[] s_pair = [0, 2];
    static readonly int[] s_at52 = [52];
    static readonly int[] s_at64 = [64];

    /// <summary>Whether the scale is finite; where there are two, both.</summary>
    public static bool IsFinite(GgmlType type, byte* block) => type switch
    {
        GgmlType.MXFP4 => *block != 0xFF,
        GgmlType.Q8_K => (Unsafe.ReadUnaligned<int>(block) & SingleExponent) != SingleExponent,
        GgmlType.IQ1_M => HalfIsFinite(ScaleOfIQ1_M(block + 48)),
        _ => HalvesAreFinite(block, Places(type)),
    };

    /// <summary>The offsets of the binary16 fields.</summary>
    static int[] Places(GgmlType type) => type switch
    {
        GgmlType.IQ1_S or GgmlType.IQ2_XXS or GgmlType.IQ2_XS or GgmlType.IQ2_S or GgmlType.IQ3_XXS or GgmlType.IQ3_S => s_first,
        GgmlType.TQ1_0 => s_at52,
        GgmlType.TQ2_0 => s_at64,
        GgmlType.Q8_1 => s_pair,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "its blocks are not known"),
    };

    static bool HalvesAreFinite(byte* block, int[] places)
    {
        foreach (int place in places)
        {
            if (!HalfIsFinite(Unsafe.ReadUnaligned<ushort>(block + place)))
                return false;
        }
        return true;
    }

    static bool HalfIsFinite(int half) => (half & HalfExponent) != HalfExponent;

    /// <summary>The binary16 scale is in the upper four bits of four 16-bit words, which hold 3-bit scales below.</summary>
    static int ScaleOfIQ1_M(byte* scales)
    {
        int scale = 0;
        for (int i = 0; i < 4; i++)
            scale |= Unsafe.ReadUnaligned<ushort>(scales + 2 * i) >> 12 << 4 * i;
        return scale;
    }
}
