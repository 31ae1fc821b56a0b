namespace Lode.Kernels.Encode;

/// <summary>F32: a copy.</summary>
static unsafe class EncodeF32
{
    internal static void Scalar(float* source, byte* target, nint count)
    {
        for (nint i = 0; i < count; i++)
            ((float*)target)[i] = source[i];
    }

    internal static void Vector(float* source, byte* target, nint count) =>
        Buffer.MemoryCopy(source, target, count * sizeof(float), count * sizeof(float));
}
