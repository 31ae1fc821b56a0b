using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Lode.Kernels.Decode;

/// <summary>Q8_0: 32 values <c>q * d</c>.</summary>
/// <remarks>Block of 34 bytes: d (binary16), 32 signed bytes.</remarks>
static unsafe class DecodeQ8_0
{
    internal const int BytesPerBlock = 34;

    internal static void Scalar(byte* source, float* target, nint count)
    {
        for (nint block = 0; block < count / 32; block++, source += BytesPerBlock, target += 32)
        {
            float d = HalfBits.Read(source);
            for (int i = 0; i < 32; i++)
                target[i] = (sbyte)source[2 + i] * d;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Vector(byte* source, float* target, nint count)
    {
        for (nint block = 0; block < count / 32; block++, source += BytesPerBlock, target += 32)
        {
            float d = HalfBits.Read(source);
            Lanes.StoreScaled(Vector128.Load((sbyte*)source + 2), d, target);
            Lanes.StoreScaled(Vector128.Load((sbyte*)source + 18), d, target + 16);
        }
    }
}
