using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Lode.Kernels.Decode;

/// <summary>Q4_K: 256 values <c>q * (d * scale) - dmin * min</c> in 8 sub-blocks of 32.</summary>
/// <remarks>Block of 144 bytes: d, dmin (binary16), 12 bytes of 6-bit scales and minima, 128 bytes; each 32 bytes hold one sub-block in the low nibbles and the next in the high ones.</remarks>
static unsafe class DecodeQ4_K
{
    internal const int BytesPerBlock = 144;

    internal static void Scalar(byte* source, float* target, nint count)
    {
        for (nint block = 0; block < count / TensorFormats.SuperBlock; block++, source += BytesPerBlock)
        {
            float d = HalfBits.Read(source);
            float dmin = HalfBits.Read(source + 2);
            for (int sub = 0; sub < 8; sub++)
            {
                byte* codes = source + 16 + sub / 2 * 32;
                float scale = d * ScaleMin.Scale(source + 4, sub);
                float minimum = dmin * ScaleMin.Min(source + 4, sub);
                for (int i = 0; i < 32; i++)
                    *target++ = ((codes[i] >> (sub % 2 * 4)) & 0x0F) * scale - minimum;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Vector(byte* source, float* target, nint count)
    {
        for (nint block = 0; block < count / TensorFormats.SuperBlock; block++, source += BytesPerBlock)
        {
            float d = HalfBits.Read(source);
            float dmin = HalfBits.Read(source + 2);
            byte* codes = source + 16;
            for (int sub = 0; sub < 8; sub += 2, codes += 32, target += 64)
            {
                float scale = d * ScaleMin.Scale(source + 4, sub);
                float minimum = dmin * ScaleMin.Min(source + 4, sub);
                float scale2 = d * ScaleMin.Scale(source + 4, sub + 1);
                float minimum2 = dmin * ScaleMin.Min(source + 4, sub + 1);
                Vector128<byte> first = Vector128.Load(codes);
                Vector128<byte> second = Vector128.Load(codes + 16);
                Lanes.StoreAffine(Lanes.LowNibbles(first), scale, minimum, target);
                Lanes.StoreAffine(Lanes.LowNibbles(second), scale, minimum, target + 16);
                Lanes.StoreAffine(Lanes.HighNibbles(first), scale2, minimum2, target + 32);
                Lanes.StoreAffine(Lanes.HighNibbles(second), scale2, minimum2, target + 48);
            }
        }
    }
}
