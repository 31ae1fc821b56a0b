using System.Runtime.CompilerServices;
using Lode.Kernels.Decode;

namespace Lode.Kernels.Encode;

/// <summary>Q5_K: 8 sub-blocks of 32 with scale and minimum, chosen by <see cref="AffineQuantiser"/>.</summary>
/// <remarks>The layout is that of <see cref="DecodeQ5_K"/>.</remarks>
static unsafe class EncodeQ5_K
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Encode<T>(float* source, byte* target, nint count) where T : struct, IFloats<T>
    {
        SuperBlockBatch batch;
        bool* finite = stackalloc bool[2];
        for (nint block = 0; block < count / TensorFormats.SuperBlock; block += 2)
        {
            int blocks = block + 1 < count / TensorFormats.SuperBlock ? 2 : 1;
            for (int index = 0; index < 2; index++)
                finite[index] = batch.Load<T>(source + (index < blocks ? index : 0) * TensorFormats.SuperBlock, index, 32);
            AffineQuantiser.Run<T>(&batch, 32, 31, 63);
            for (int index = 0; index < blocks; index++, target += DecodeQ5_K.BytesPerBlock)
            {
                if (!finite[index])
                {
                    NotFinite.Write(target, DecodeQ5_K.BytesPerBlock, 0);
                    continue;
                }
                HalfBits.Write(target, batch.D[index]);
                HalfBits.Write(target + 2, batch.MinD[index]);
                PackedScales.Write(&batch, index * 8, target + 4);
                byte* codes = batch.Codes + index * 8;
                for (int i = 0; i < 32; i++, codes += SuperBlockBatch.Lanes)
                {
                    int fifth = 0;
                    for (int sub = 0; sub < 8; sub++)
                        fifth |= codes[sub] >> 4 << sub;
                    target[16 + i] = (byte)fifth;
                    for (int pair = 0; pair < 4; pair++)
                        target[48 + pair * 32 + i] = (byte)(codes[2 * pair] & 0x0F | codes[2 * pair + 1] << 4);
                }
            }
            source += 2 * TensorFormats.SuperBlock;
        }
    }
}
