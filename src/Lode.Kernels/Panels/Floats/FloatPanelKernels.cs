using System.Runtime.Intrinsics;

namespace Lode.Kernels.Panels;

/// <summary>The kernels that multiply panels of plain numbers with binary32, on one instruction set. Order and rounding: <see cref="FloatStrip"/>.</summary>
readonly unsafe struct FloatPanelKernels
{
    /// <summary>Panel, full strips, one row of inputs, 16 sums. See <see cref="FloatStripKernels{TType, TSimd, TV}"/>.</summary>
    internal readonly delegate*<byte*, int, float*, float*, void> One;

    /// <summary>Panel, columns, strip.</summary>
    internal readonly delegate*<byte*, int, float*, void> Unpack;

    /// <summary>Strip, columns, inputs, their stride, how many times four, sums.</summary>
    internal readonly delegate*<float*, int, float*, nint, int, float*, void> Fours;

    /// <summary>Strip, columns, inputs, their stride, how many, sums.</summary>
    internal readonly delegate*<float*, int, float*, nint, int, float*, void> Ones;

    FloatPanelKernels(
        delegate*<byte*, int, float*, float*, void> one, delegate*<byte*, int, float*, void> unpack,
        delegate*<float*, int, float*, nint, int, float*, void> fours, delegate*<float*, int, float*, nint, int, float*, void> ones)
    {
        One = one;
        Unpack = unpack;
        Fours = fours;
        Ones = ones;
    }

    /// <summary>Whether a format is one of plain numbers.</summary>
    internal static bool IsSupported(TensorFormat format) => format is TensorFormat.F32 or TensorFormat.F16 or TensorFormat.BF16;

    /// <summary>The kernels for this machine.</summary>
    /// <exception cref="NotSupportedException">The format is a quantised one.</exception>
    internal static FloatPanelKernels Best(TensorFormat format) => For(format, PanelKernels.BestPath(format));

    /// <summary>The kernels of a path, whether this machine has its instructions or not.</summary>
    /// <exception cref="NotSupportedException">The format is a quantised one.</exception>
    internal static FloatPanelKernels For(TensorFormat format, PanelPath path) => path switch
    {
        PanelPath.Avx512 => Of<Simd512, Vector512<int>>(format),
        PanelPath.Avx2 or PanelPath.AvxVnni => Of<Simd256, Vector256<int>>(format),
        _ => Of<Simd128, Vector128<int>>(format),
    };

    static FloatPanelKernels Of<TSimd, TV>(TensorFormat format) where TSimd : struct, ISimd<TV> where TV : struct => format switch
    {
        TensorFormat.F32 => Of<PanelF32, TSimd, TV>(),
        TensorFormat.F16 => Of<PanelF16, TSimd, TV>(),
        TensorFormat.BF16 => Of<PanelBF16, TSimd, TV>(),
        _ => throw new NotSupportedException($"there are no kernels for binary32 activations and tensor format {format} in panels"),
    };

    static FloatPanelKernels Of<TType, TSimd, TV>() where TType : struct, IFloatPanelType where TSimd : struct, ISimd<TV> where TV : struct => new(
        &FloatStripKernels<TType, TSimd, TV>.One, &FloatStripKernels<TType, TSimd, TV>.Unpack,
        &FloatStripKernels<TType, TSimd, TV>.Multiply<FourTokens>, &FloatStripKernels<TType, TSimd, TV>.Multiply<OneToken>);
}
