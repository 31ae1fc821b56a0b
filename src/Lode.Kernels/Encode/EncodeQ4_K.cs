using System.Runtime.CompilerServices;
using Lode.Kernels.Decode;

namespace Lode.Kernels.Encode;

/// <summary>Q4_K: <see cref="AffineSuperBlocks"/> with codes of 4 bits.</summary>
/// <remarks>The layout is that of <see cref="DecodeQ4_K"/>.</remarks>
readonly unsafe struct EncodeQ4_K : IAffineLayout
{
    public static int BytesPerBlock => DecodeQ4_K.BytesPerBlock;

    public static int MaxCode => 15;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Pack(byte* codes, byte* target)
    {
        for (int pair = 0; pair < 4; pair++)
        {
            for (int i = 0; i < 32; i++)
                target[pair * 32 + i] = (byte)(codes[i * SuperBlockBatch.Lanes + 2 * pair] | codes[i * SuperBlockBatch.Lanes + 2 * pair + 1] << 4);
        }
    }
}
