using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Lode.Kernels.Decode;

/// <summary>IQ4_XS: 256 values <c>table[q] * (d * (scale - 32))</c> in 8 sub-blocks of 32.</summary>
/// <remarks>Block of 136 bytes: d (binary16), 8 upper bit pairs of the scales (16 bits), 4 bytes with their low nibbles, 8 x 16 bytes of nibbles as in Q4_0 that index <see cref="NonLinearTable"/>.</remarks>
static unsafe class DecodeIQ4_XS
{
    internal const int BytesPerBlock = 136;

    internal static void Scalar(byte* source, float* target, nint count)
    {
        for (nint block = 0; block < count / TensorFormats.SuperBlock; block++, source += BytesPerBlock)
        {
            float d = HalfBits.Read(source);
            for (int sub = 0; sub < 8; sub++, target += 32)
            {
                float scale = d * (Scale(source, sub) - 32);
                byte* codes = source + 8 + sub * 16;
                for (int i = 0; i < 16; i++)
                {
                    target[i] = scale * NonLinearTable.Values[codes[i] & 0x0F];
                    target[i + 16] = scale * NonLinearTable.Values[codes[i] >> 4];
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
            for (int sub = 0; sub < 8; sub++, target += 32)
            {
                float scale = d * (Scale(source, sub) - 32);
                Vector128<byte> packed = Vector128.Load(source + 8 + sub * 16);
                Lanes.StoreScaled(NonLinearTable.LookUp(Lanes.LowNibbles(packed)), scale, target);
                Lanes.StoreScaled(NonLinearTable.LookUp(Lanes.HighNibbles(packed)), scale, target + 16);
            }
        }
    }

    /// <summary>Scale 0..63 of a sub-block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int Scale(byte* block, int sub)
    {
        int low = (block[4 + sub / 2] >> (sub % 2 * 4)) & 0x0F;
        int high = (Unsafe.ReadUnaligned<ushort>(block + 2) >> (sub * 2)) & 3;
        return low | high << 4;
    }
}
