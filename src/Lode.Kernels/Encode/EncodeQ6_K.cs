using System.Runtime.CompilerServices;
using Lode.Kernels.Decode;

namespace Lode.Kernels.Encode;

/// <summary>Q6_K: 16 sub-blocks of 16 with a signed scale, chosen by <see cref="SymmetricQuantiser"/>.</summary>
/// <remarks>The layout is that of <see cref="DecodeQ6_K"/>.</remarks>
static unsafe class EncodeQ6_K
{
    const int ScaleAt = 208;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Encode<T>(float* source, byte* target, nint count) where T : struct, IFloats<T>
    {
        SuperBlockBatch batch;
        for (nint block = 0; block < count / TensorFormats.SuperBlock; block++, source += TensorFormats.SuperBlock, target += DecodeQ6_K.BytesPerBlock)
        {
            if (!batch.Load<T>(source, 0, 16))
            {
                NotFinite.Write(target, DecodeQ6_K.BytesPerBlock, ScaleAt);
                continue;
            }
            SymmetricQuantiser.Run<T>(&batch, -32, -128);
            HalfBits.Write(target + ScaleAt, batch.D[0]);
            for (int sub = 0; sub < SuperBlockBatch.Lanes; sub++)
                target[192 + sub] = (byte)(sbyte)batch.ScaleCode[sub];
            for (int half = 0; half < 2; half++)
            {
                byte* low = target + half * 64;
                byte* high = target + 128 + half * 32;
                for (int i = 0; i < 32; i++)
                {
                    byte* code = batch.Codes + i % 16 * SuperBlockBatch.Lanes + half * 8 + i / 16;
                    low[i] = (byte)(code[0] & 0x0F | code[4] << 4);
                    low[i + 32] = (byte)(code[2] & 0x0F | code[6] << 4);
                    high[i] = (byte)(code[0] >> 4 | code[2] >> 4 << 2 | code[4] >> 4 << 4 | code[6] >> 4 << 6);
                }
            }
        }
    }
}
