using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Lode.Kernels.Decode;

/// <summary>IQ4_NL: 32 values <c>table[q] * d</c>.</summary>
/// <remarks>Block of 18 bytes as Q4_0; the nibbles index <see cref="NonLinearTable"/>.</remarks>
static unsafe class DecodeIQ4_NL
{
    internal const int BytesPerBlock = 18;

    internal static void Scalar(byte* source, float* target, nint count)
    {
        for (nint block = 0; block < count / 32; block++, source += BytesPerBlock, target += 32)
        {
            float d = HalfBits.Read(source);
            for (int i = 0; i < 16; i++)
            {
                target[i] = d * NonLinearTable.Values[source[2 + i] & 0x0F];
                target[i + 16] = d * NonLinearTable.Values[source[2 + i] >> 4];
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
            Lanes.StoreScaled(NonLinearTable.LookUp(Lanes.LowNibbles(packed)), d, target);
            Lanes.StoreScaled(NonLinearTable.LookUp(Lanes.HighNibbles(packed)), d, target + 16);
        }
    }
}
