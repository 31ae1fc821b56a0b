using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Lode.Kernels.Decode;

/// <summary>Q6_K: 256 values <c>(q - 32) * (d * scale)</c> in 16 sub-blocks of 16.</summary>
/// <remarks>Block of 210 bytes: 128 bytes of low nibbles, 64 bytes of upper bit pairs, 16 signed scales, d (binary16). Each half of 128 values takes 64, 32 and 8 of them; its four groups of 32 are low/high nibbles of the first/second 32 bytes.</remarks>
static unsafe class DecodeQ6_K
{
    internal const int BytesPerBlock = 210;

    internal static void Scalar(byte* source, float* target, nint count)
    {
        for (nint block = 0; block < count / TensorFormats.SuperBlock; block++, source += BytesPerBlock)
        {
            float d = HalfBits.Read(source + 208);
            for (int half = 0; half < 2; half++, target += 128)
            {
                byte* low = source + half * 64;
                byte* high = source + 128 + half * 32;
                sbyte* scales = (sbyte*)source + 192 + half * 8;
                for (int group = 0; group < 4; group++)
                {
                    for (int i = 0; i < 32; i++)
                    {
                        int nibble = (low[i + group % 2 * 32] >> (group / 2 * 4)) & 0x0F;
                        int pair = (high[i] >> (group * 2)) & 3;
                        target[group * 32 + i] = ((nibble | pair << 4) - 32) * (d * scales[group * 2 + i / 16]);
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
            float d = HalfBits.Read(source + 208);
            Vector128<byte> offset = Vector128.Create((byte)32);
            for (int half = 0; half < 2; half++, target += 128)
            {
                sbyte* scales = (sbyte*)source + 192 + half * 8;
                for (int start = 0; start < 32; start += 16, scales++)
                {
                    Vector128<byte> low = Vector128.Load(source + half * 64 + start);
                    Vector128<byte> low2 = Vector128.Load(source + half * 64 + 32 + start);
                    Vector128<byte> high = Vector128.Load(source + 128 + half * 32 + start);
                    Vector128<byte> a = Lanes.LowNibbles(low) | Vector128.ShiftLeft(Lanes.Field(high, 0, 3).AsUInt16(), 4).AsByte();
                    Vector128<byte> b = Lanes.LowNibbles(low2) | Vector128.ShiftLeft(Lanes.Field(high, 2, 3).AsUInt16(), 4).AsByte();
                    Vector128<byte> c = Lanes.HighNibbles(low) | Vector128.ShiftLeft(Lanes.Field(high, 4, 3).AsUInt16(), 4).AsByte();
                    Vector128<byte> e = Lanes.HighNibbles(low2) | Vector128.ShiftLeft(Lanes.Field(high, 6, 3).AsUInt16(), 4).AsByte();
                    Lanes.StoreScaled((a - offset).AsSByte(), d * scales[0], target + start);
                    Lanes.StoreScaled((b - offset).AsSByte(), d * scales[2], target + start + 32);
                    Lanes.StoreScaled((c - offset).AsSByte(), d * scales[4], target + start + 64);
                    Lanes.StoreScaled((e - offset).AsSByte(), d * scales[6], target + start + 96);
                }
            }
        }
    }
}
