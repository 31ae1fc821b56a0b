using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Lode.Kernels.Decode;

/// <summary>Q5_0: 32 values <c>(q - 16) * d</c>.</summary>
/// <remarks>Block of 22 bytes: d (binary16), 32 fifth bits (little-endian), 16 bytes of nibbles as in Q4_0.</remarks>
static unsafe class DecodeQ5_0
{
    internal const int BytesPerBlock = 22;

    internal static void Scalar(byte* source, float* target, nint count)
    {
        for (nint block = 0; block < count / 32; block++, source += BytesPerBlock, target += 32)
        {
            float d = HalfBits.Read(source);
            uint fifth = Unsafe.ReadUnaligned<uint>(source + 2);
            for (int i = 0; i < 16; i++)
            {
                int low = (source[6 + i] & 0x0F) | (int)((fifth >> i) & 1) << 4;
                int high = (source[6 + i] >> 4) | (int)((fifth >> (i + 16)) & 1) << 4;
                target[i] = (low - 16) * d;
                target[i + 16] = (high - 16) * d;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Vector(byte* source, float* target, nint count)
    {
        for (nint block = 0; block < count / 32; block++, source += BytesPerBlock, target += 32)
        {
            float d = HalfBits.Read(source);
            uint fifth = Unsafe.ReadUnaligned<uint>(source + 2);
            Vector128<byte> packed = Vector128.Load(source + 6);
            Vector128<byte> low = Lanes.LowNibbles(packed) | FifthBits.Spread((ushort)fifth);
            Vector128<byte> high = Lanes.HighNibbles(packed) | FifthBits.Spread((ushort)(fifth >> 16));
            Lanes.StoreScaled((low - Vector128.Create((byte)16)).AsSByte(), d, target);
            Lanes.StoreScaled((high - Vector128.Create((byte)16)).AsSByte(), d, target + 16);
        }
    }
}
