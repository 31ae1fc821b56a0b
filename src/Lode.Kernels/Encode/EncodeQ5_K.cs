using System.Runtime.CompilerServices;
using Lode.Kernels.Decode;

namespace Lode.Kernels.Encode;

/// <summary>Q5_K: <see cref="AffineSuperBlocks"/> with codes of 5 bits, the fifth bits of 8 sub-blocks in a byte.</summary>
/// <remarks>The layout is that of <see cref="DecodeQ5_K"/>.</remarks>
readonly unsafe struct EncodeQ5_K : IAffineLayout
{
    public static int BytesPerBlock => DecodeQ5_K.BytesPerBlock;

    public static int MaxCode => 31;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Pack(byte* codes, byte* target)
    {
        for (int i = 0; i < 32; i++, codes += SuperBlockBatch.Lanes)
        {
            int fifth = 0;
            for (int sub = 0; sub < 8; sub++)
                fifth |= codes[sub] >> 4 << sub;
            target[i] = (byte)fifth;
            for (int pair = 0; pair < 4; pair++)
                target[32 + pair * 32 + i] = (byte)(codes[2 * pair] & 0x0F | codes[2 * pair + 1] << 4);
        }
    }
}
