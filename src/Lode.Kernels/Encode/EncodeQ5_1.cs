using System.Runtime.CompilerServices;
using Lode.Kernels.Decode;

namespace Lode.Kernels.Encode;

/// <summary>Q5_1: the smallest of 32 values is the minimum and gets code 0, the largest 31.</summary>
/// <remarks>The layout is that of <see cref="DecodeQ5_1"/>, the bytes are those of ggml's reference quantiser.</remarks>
static unsafe class EncodeQ5_1
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Encode<T>(float* source, byte* target, nint count) where T : struct, IFloats<T>
    {
        byte* codes = stackalloc byte[32];
        for (nint block = 0; block < count / 32; block++, source += 32, target += DecodeQ5_1.BytesPerBlock)
        {
            BlockRange range = BlockRange.Of<T>(source);
            if (!range.IsFinite)
            {
                NotFinite.Write(target, DecodeQ5_1.BytesPerBlock, 0);
                continue;
            }
            float d = (range.Max - range.Min) / 31;
            HalfBits.Write(target, d);
            HalfBits.Write(target + 2, range.Min);
            Codes32.Make<T>(source, range.Min, Step.Inverse(d), 0.5f, 31, codes);
            Unsafe.WriteUnaligned(target + 4, Codes32.FifthBits(codes));
            Codes32.PackNibbles(codes, target + 8);
        }
    }
}
