using System.Runtime.InteropServices;

namespace Lode.DemoModel.Kernels;

/// <summary>Zeroed single-precision numbers outside the managed heap, aligned to a cache line.</summary>
sealed unsafe class FloatBuffer : IDisposable
{
    public FloatBuffer(int length)
    {
        Length = length;
        Pointer = (float*)NativeMemory.AlignedAlloc((nuint)length * sizeof(float), 64);
        Span.Clear();
    }

    ~FloatBuffer() => Free();

    public float* Pointer { get; private set; }

    public int Length { get; }

    public Span<float> Span => new(Pointer, Length);

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    void Free()
    {
        NativeMemory.AlignedFree(Pointer);
        Pointer = null;
    }
}
