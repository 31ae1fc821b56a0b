namespace Lode.Kernels.Decode;

/// <summary>F32: a copy.</summary>
static unsafe class DecodeF32
{
    internal static void Scalar(byte* source, float* target, nint count)
    {
        for (nint i = 0; i < count; i++)
            target[i] = ((float*)source)[i];
    }

    internal static void Vector(byte* source, float* target, nint count) =>
        Buffer.MemoryCopy(source, target, count * sizeof(float), count * sizeof(float));
}
