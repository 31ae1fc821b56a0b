using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Lode.Kernels.Decode;

/// <summary>Q2_K: 256 values <c>q * (d * scale) - dmin * min</c> in 16 sub-blocks of 16.</summary>
/// <remarks>Block of 84 bytes: 16 bytes with scale (low nibble) and minimum (high nibble), 64 bytes of 2-bit codes, d, dmin (binary16). Each half of 128 values takes 32 code bytes, once per bit pair.</remarks>
static unsafe class DecodeQ2_K
{
    internal const int BytesPerBlock = 84;

    internal static void Scalar(byte* source, float* target, nint count)
    {
        for (nint block = 0; block < count / TensorFormats.SuperBlock; block++, source += BytesPerBlock)
        {
            float d = HalfBits.Read(source + 80);
            float dmin = HalfBits.Read(source + 82);
            int sub = 0;
            for (byte* codes = source + 16; codes < source + 80; codes += 32)
            {
                for (int shift = 0; shift < 8; shift += 2)
                {
                    for (int start = 0; start < 32; start += 16, sub++)
                    {
                        float scale = d * (source[sub] & 0x0F);
                        float minimum = dmin * (source[sub] >> 4);
                        for (int i = start; i < start + 16; i++)
                            *target++ = ((codes[i] >> shift) & 3) * scale - minimum;
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
            float d = HalfBits.Read(source + 80);
            float dmin = HalfBits.Read(source + 82);
            byte* scales = source;
            for (byte* codes = source + 16; codes < source + 80; codes += 32)
            {
                Vector128<byte> first = Vector128.Load(codes);
                Vector128<byte> second = Vector128.Load(codes + 16);
                for (int shift = 0; shift < 8; shift += 2, scales += 2, target += 32)
                {
                    Lanes.StoreAffine(Lanes.Field(first, shift, 3), d * (scales[0] & 0x0F), dmin * (scales[0] >> 4), target);
                    Lanes.StoreAffine(Lanes.Field(second, shift, 3), d * (scales[1] & 0x0F), dmin * (scales[1] >> 4), target + 16);
                }
            }
        }
    }
}
