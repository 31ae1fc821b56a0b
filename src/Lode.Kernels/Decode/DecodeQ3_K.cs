using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Lode.Kernels.Decode;

/// <summary>Q3_K: 256 values <c>(q - 4) * (d * (scale - 32))</c> in 16 sub-blocks of 16.</summary>
/// <remarks>Block of 110 bytes: 32 bytes of third bits (bit g of byte i belongs to group g of 32 values), 64 bytes of 2-bit codes as in Q2_K, 12 bytes of 6-bit scales, d (binary16).</remarks>
static unsafe class DecodeQ3_K
{
    internal const int BytesPerBlock = 110;

    internal static void Scalar(byte* source, float* target, nint count)
    {
        for (nint block = 0; block < count / TensorFormats.SuperBlock; block++, source += BytesPerBlock)
        {
            float d = HalfBits.Read(source + 108);
            int group = 0;
            for (byte* codes = source + 32; codes < source + 96; codes += 32)
            {
                for (int shift = 0; shift < 8; shift += 2, group++)
                {
                    for (int i = 0; i < 32; i++)
                    {
                        float scale = d * (Scale(source + 96, 2 * group + i / 16) - 32);
                        int third = (source[i] >> group) & 1;
                        *target++ = (((codes[i] >> shift) & 3) + 4 * third - 4) * scale;
                    }
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Vector(byte* source, float* target, nint count)
    {
        for (nint block = 0; block < count / TensorFormats.SuperBlock; block++, source += BytesPerBlock)
        {
            float d = HalfBits.Read(source + 108);
            Vector128<byte> thirdFirst = Vector128.Load(source);
            Vector128<byte> thirdSecond = Vector128.Load(source + 16);
            Vector128<byte> four = Vector128.Create((byte)4);
            int group = 0;
            for (byte* codes = source + 32; codes < source + 96; codes += 32)
            {
                Vector128<byte> first = Vector128.Load(codes);
                Vector128<byte> second = Vector128.Load(codes + 16);
                for (int shift = 0; shift < 8; shift += 2, group++, target += 32)
                {
                    byte bit = (byte)(1 << group);
                    Vector128<byte> a = (Lanes.Field(first, shift, 3) | Lanes.BitAs(thirdFirst, bit, 4)) - four;
                    Vector128<byte> b = (Lanes.Field(second, shift, 3) | Lanes.BitAs(thirdSecond, bit, 4)) - four;
                    Lanes.StoreScaled(a.AsSByte(), d * (Scale(source + 96, 2 * group) - 32), target);
                    Lanes.StoreScaled(b.AsSByte(), d * (Scale(source + 96, 2 * group + 1) - 32), target + 16);
                }
            }
        }
    }

    /// <summary>Scale 0..63 of a sub-block: low nibbles of scales 0-7 and 8-15 share bytes 0-7, the upper bit pairs follow in bytes 8-11.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int Scale(byte* packed, int sub)
    {
        int low = sub < 8 ? packed[sub] & 0x0F : packed[sub - 8] >> 4;
        int high = (packed[8 + (sub & 3)] >> (sub / 4 * 2)) & 3;
        return low | high << 4;
    }
}
