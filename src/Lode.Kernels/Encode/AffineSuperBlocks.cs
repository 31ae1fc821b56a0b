using System.Runtime.CompilerServices;
using Lode.Kernels.Decode;

namespace Lode.Kernels.Encode;

/// <summary>Blocks of 8 sub-blocks of 32 with scale and minimum, chosen by <see cref="AffineQuantiser"/>, two blocks at a time.</summary>
static unsafe class AffineSuperBlocks
{
    const int MaxScale = 63;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Encode<T, TLayout>(float* source, byte* target, nint count)
        where T : struct, IFloats<T>
        where TLayout : struct, IAffineLayout
    {
        SuperBlockBatch batch;
        bool* finite = stackalloc bool[2];
        for (nint block = 0; block < count / TensorFormats.SuperBlock; block += 2)
        {
            int blocks = block + 1 < count / TensorFormats.SuperBlock ? 2 : 1;
            for (int index = 0; index < 2; index++)
                finite[index] = batch.Load<T>(source + (index < blocks ? index : 0) * TensorFormats.SuperBlock, index, 32);
            AffineQuantiser.Run<T>(&batch, 32, TLayout.MaxCode, MaxScale);
            for (int index = 0; index < blocks; index++, target += TLayout.BytesPerBlock)
            {
                if (!finite[index])
                {
                    NotFinite.Write(target, TLayout.BytesPerBlock, 0);
                    continue;
                }
                HalfBits.Write(target, batch.D[index]);
                HalfBits.Write(target + 2, batch.MinD[index]);
                PackedScales.Write(&batch, index * 8, target + 4);
                TLayout.Pack(batch.Codes + index * 8, target + 16);
            }
            source += 2 * TensorFormats.SuperBlock;
        }
    }
}
