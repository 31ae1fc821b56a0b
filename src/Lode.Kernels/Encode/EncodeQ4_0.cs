using System.Runtime.CompilerServices;
using Lode.Kernels.Decode;

namespace Lode.Kernels.Encode;

/// <summary>Q4_0: of 32 values, the one with the largest magnitude gets code 0, which is -8 steps; the sign of the scale follows.</summary>
/// <remarks>The layout is that of <see cref="DecodeQ4_0"/>, the bytes are those of ggml's reference quantiser.</remarks>
static unsafe class EncodeQ4_0
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Encode<T>(float* source, byte* target, nint count) where T : struct, IFloats<T>
    {
        byte* codes = stackalloc byte[32];
        for (nint block = 0; block < count / 32; block++, source += 32, target += DecodeQ4_0.BytesPerBlock)
        {
            BlockRange range = BlockRange.Of<T>(source);
            if (!range.IsFinite)
            {
                NotFinite.Write(target, DecodeQ4_0.BytesPerBlock, 0);
                continue;
            }
            float d = range.Extreme(source) / -8;
            HalfBits.Write(target, d);
            Codes32.Make<T>(source, 0, Step.Inverse(d), Step.IsTooSmall(d) ? 0 : 8.5f, 15, codes);
            Codes32.PackNibbles(codes, target + 2);
        }
    }
}
