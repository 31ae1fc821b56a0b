using System.Runtime.CompilerServices;
using Lode.Kernels.Decode;

namespace Lode.Kernels.Encode;

/// <summary>Q8_0: the largest magnitude of 32 values gets code 127 or -127; codes are rounded half away from zero.</summary>
/// <remarks>The layout is that of <see cref="DecodeQ8_0"/>, the bytes are those of ggml's reference quantiser.</remarks>
static unsafe class EncodeQ8_0
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Encode<T>(float* source, byte* target, nint count) where T : struct, IFloats<T>
    {
        for (nint block = 0; block < count / 32; block++, source += 32, target += DecodeQ8_0.BytesPerBlock)
        {
            T magnitudes = T.Create(0);
            for (int i = 0; i < 32; i += T.Width)
                magnitudes = T.MaxMagnitude(magnitudes, T.Load(source + i));
            float largest = T.MaxMagnitudeAcross(magnitudes);
            if (!float.IsFinite(largest))
            {
                NotFinite.Write(target, DecodeQ8_0.BytesPerBlock, 0);
                continue;
            }
            float d = largest / 127;
            HalfBits.Write(target, d);
            T inverse = T.Create(Step.Inverse(d));
            // Just below one half: the sum with a value just below k + 0.5 must not be rounded up to k + 1.
            T half = T.Create(0.49999997f);
            for (int i = 0; i < 32; i += T.Width)
            {
                T scaled = T.Load(source + i) * inverse;
                T.StoreBytes(scaled + T.CopySign(half, scaled), target + 2 + i);
            }
        }
    }
}
