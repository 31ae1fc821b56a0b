using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Lode.Kernels.Decode;

/// <summary>Q5_1: 32 values <c>q * d + m</c>.</summary>
/// <remarks>Block of 24 bytes: d, m (binary16), 32 fifth bits, 16 bytes of nibbles as in Q4_0.</remarks>
static unsafe class DecodeQ5_1
{
    internal const int BytesPerBlock = 24;

    internal static void Scalar(byte* source, float* target, nint count)
    {
        for (nint block = 0; block < count / 32; block++, source += BytesPerBlock, target += 32)
        {
            float d = HalfBits.Read(source);
            float m = HalfBits.Read(source + 2);
            uint fifth = Unsafe.ReadUnaligned<uint>(source + 4);
            for (int i = 0; i < 16; i++)
            {
                int low = (source[8 + i] & 0x0F) | (int)((fifth >> i) & 1) << 4;
                int high = (source[8 + i] >> 4) | (int)((fifth >> (i + 16)) & 1) << 4;
                target[i] = low * d + m;
                target[i + 16] = high * d + m;
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
            uint fifth = Unsafe.ReadUnaligned<uint>(source + 4);
            Vector128<byte> packed = Vector128.Load(source + 8);
            Lanes.StoreAffine(Lanes.LowNibbles(packed) | FifthBits.Spread((ushort)fifth), d, -m, target);
            Lanes.StoreAffine(Lanes.HighNibbles(packed) | FifthBits.Spread((ushort)(fifth >> 16)), d, -m, target + 16);
        }
    }
}
