using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Lode.Kernels.Decode;

/// <summary>Q4_1: 32 values <c>q * d + m</c>.</summary>
/// <remarks>Block of 20 bytes: d, m (binary16), 16 bytes of nibbles as in Q4_0.</remarks>
static unsafe class DecodeQ4_1
{
    internal const int BytesPerBlock = 20;

    internal static void Scalar(byte* source, float* target, nint count)
    {
        for (nint block = 0; block < count / 32; block++, source += BytesPerBlock, target += 32)
        {
            float d = HalfBits.Read(source);
            float m = HalfBits.Read(source + 2);
            for (int i = 0; i < 16; i++)
            {
                target[i] = (source[4 + i] & 0x0F) * d + m;
                target[i + 16] = (source[4 + i] >> 4) * d + m;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Vector(byte* source, float* target, nint count)
    {
        for (nint block = 0; block < count / 32; block++, source += BytesPerBlock, target += 32)
        {
            float d = HalfBits.Read(source);
            float m = HalfBits.Read(source + 2);
            Vector128<byte> packed = Vector128.Load(source + 4);
            Lanes.StoreAffine(Lanes.LowNibbles(packed), d, -m, target);
            Lanes.StoreAffine(Lanes.HighNibbles(packed), d, -m, target + 16);
        }
    }
}
