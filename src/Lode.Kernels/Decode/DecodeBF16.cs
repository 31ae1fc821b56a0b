using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Lode.Kernels.Decode;

/// <summary>BF16: the upper 16 bits of a binary32.</summary>
static unsafe class DecodeBF16
{
    internal static void Scalar(byte* source, float* target, nint count)
    {
        for (nint i = 0; i < count; i++)
            target[i] = BitConverter.UInt32BitsToSingle((uint)((ushort*)source)[i] << 16);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Vector(byte* source, float* target, nint count)
    {
        nint i = 0;
        for (; i + 16 <= count; i += 16)
        {
            Vector256<ushort> bits = Vector256.Load((ushort*)source + i);
            Vector256.ShiftLeft(Vector256.WidenLower(bits), 16).AsSingle().Store(target + i);
            Vector256.ShiftLeft(Vector256.WidenUpper(bits), 16).AsSingle().Store(target + i + 8);
        }
        Scalar(source + i * 2, target + i, count - i);
    }
}
