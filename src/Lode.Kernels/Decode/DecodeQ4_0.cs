using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Lode.Kernels.Decode;

/// <summary>Q4_0: 32 values <c>(q - 8) * d</c>.</summary>
/// <remarks>Block of 18 bytes: d (binary16), 16 bytes; value i is the low nibble of byte i, value i + 16 the high one.</remarks>
static unsafe class DecodeQ4_0
{
    internal const int BytesPerBlock = 18;

    internal static void Scalar(byte* source, float* target, nint count)
    {
        for (nint block = 0; block < count / 32; block++, source += BytesPerBlock, target += 32)
        {
            float d = HalfBits.Read(source);
            for (int i = 0; i < 16; i++)
            {
                target[i] = ((source[2 + i] & 0x0F) - 8) * d;
                target[i + 16] = ((source[2 + i] >> 4) - 8) * d;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Vector(byte* source, float* target, nint count)
    {
        for (nint block = 0; block < count / 32; block++, source += BytesPerBlock, target += 32)
        {
            float d = HalfBits.Read(source);
            Vector128<byte> packed = Vector128.Load(source + 2);
            Lanes.StoreScaled((Lanes.LowNibbles(packed) - Vector128.Create((byte)8)).AsSByte(), d, target);
            Lanes.StoreScaled((Lanes.HighNibbles(packed) - Vector128.Create((byte)8)).AsSByte(), d, target + 16);
        }
    }
}
