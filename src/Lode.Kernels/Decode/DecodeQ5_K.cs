using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Lode.Kernels.Decode;

/// <summary>Q5_K: 256 values <c>q * (d * scale) - dmin * min</c> in 8 sub-blocks of 32.</summary>
/// <remarks>Block of 176 bytes: d, dmin (binary16), 12 bytes of 6-bit scales and minima, 32 bytes of fifth bits (bit s of byte i belongs to sub-block s), 128 bytes of nibbles as in Q4_K.</remarks>
static unsafe class DecodeQ5_K
{
    internal const int BytesPerBlock = 176;

    internal static void Scalar(byte* source, float* target, nint count)
    {
        for (nint block = 0; block < count / TensorFormats.SuperBlock; block++, source += BytesPerBlock)
        {
            float d = HalfBits.Read(source);
            float dmin = HalfBits.Read(source + 2);
            for (int sub = 0; sub < 8; sub++)
            {
                byte* codes = source + 48 + sub / 2 * 32;
                float scale = d * ScaleMin.Scale(source + 4, sub);
                float minimum = dmin * ScaleMin.Min(source + 4, sub);
                for (int i = 0; i < 32; i++)
                {
                    int fifth = (source[16 + i] >> sub) & 1;
                    *target++ = (((codes[i] >> (sub % 2 * 4)) & 0x0F) + 16 * fifth) * scale - minimum;
                }
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
            Vector128<byte> fifthFirst = Vector128.Load(source + 16);
            Vector128<byte> fifthSecond = Vector128.Load(source + 32);
            byte* codes = source + 48;
            for (int sub = 0; sub < 8; sub += 2, codes += 32, target += 64)
            {
                float scale = d * ScaleMin.Scale(source + 4, sub);
                float minimum = dmin * ScaleMin.Min(source + 4, sub);
                float scale2 = d * ScaleMin.Scale(source + 4, sub + 1);
                float minimum2 = dmin * ScaleMin.Min(source + 4, sub + 1);
                byte bit = (byte)(1 << sub);
                byte bit2 = (byte)(2 << sub);
                Vector128<byte> first = Vector128.Load(codes);
                Vector128<byte> second = Vector128.Load(codes + 16);
                Lanes.StoreAffine(Lanes.LowNibbles(first) | Lanes.BitAs(fifthFirst, bit, 16), scale, minimum, target);
                Lanes.StoreAffine(Lanes.LowNibbles(second) | Lanes.BitAs(fifthSecond, bit, 16), scale, minimum, target + 16);
                Lanes.StoreAffine(Lanes.HighNibbles(first) | Lanes.BitAs(fifthFirst, bit2, 16), scale2, minimum2, target + 32);
                Lanes.StoreAffine(Lanes.HighNibbles(second) | Lanes.BitAs(fifthSecond, bit2, 16), scale2, minimum2, target + 48);
            }
        }
    }
}
