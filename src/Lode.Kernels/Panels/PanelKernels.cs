using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Lode.Kernels.Panels;

/// <summary>The kernels that multiply panels of one quantised format with 8-bit activations, on one instruction set.</summary>
/// <remarks>
/// Integer sums are exact; per row and token, the 32 columns (16 where the format has a scale for 16) are then added in ascending order, each
/// as <c>fma(dot, scale * activationScale, sum)</c>, followed by <c>fma(addend, activationScale * activationSum, sum)</c> where the format has
/// minima. So a result is the same to the bit on every path and whatever else is in the tile; <see cref="PanelScalar"/> says it in a few lines.
/// </remarks>
readonly unsafe struct PanelKernels
{
    /// <summary>One row of activations: panel, columns, tile of one row, 16 sums. See <see cref="VectorKernel{TType, TSimd, TV}"/>.</summary>
    internal readonly delegate*<byte*, nint, byte*, float*, void> One;

    /// <summary>Panel, times 32 columns, strip. See <see cref="StripKernels{TType, TSimd, TV}"/>.</summary>
    internal readonly delegate*<byte*, int, byte*, void> Unpack;

    /// <summary>Strip, times 32 columns, tiles of four rows, how many, sums.</summary>
    internal readonly delegate*<byte*, int, byte*, int, float*, void> Fours;

    /// <summary>Strip, times 32 columns, tiles of one row, how many, sums.</summary>
    internal readonly delegate*<byte*, int, byte*, int, float*, void> Ones;

    PanelKernels(
        delegate*<byte*, nint, byte*, float*, void> one, delegate*<byte*, int, byte*, void> unpack,
        delegate*<byte*, int, byte*, int, float*, void> fours, delegate*<byte*, int, byte*, int, float*, void> ones)
    {
        One = one;
        Unpack = unpack;
        Fours = fours;
        Ones = ones;
    }

    /// <summary>The kernels for this machine.</summary>
    /// <exception cref="NotSupportedException">The format is not a quantised one.</exception>
    internal static PanelKernels Best(TensorFormat format) => For(format, BestPath(format));

    /// <summary>The fastest path here: 512 bits have no instruction for 8-bit codes in .NET, 256 bits may have.</summary>
    internal static PanelPath BestPath(TensorFormat format)
    {
        bool signed = format is TensorFormat.Q8_0 or TensorFormat.IQ4_NL or TensorFormat.IQ4_XS;
        if (Avx512BW.IsSupported && !(signed && AvxVnni.IsSupported))
            return PanelPath.Avx512;
        if (AvxVnni.IsSupported)
            return PanelPath.AvxVnni;
        return Avx2.IsSupported && Fma.IsSupported ? PanelPath.Avx2 : PanelPath.Portable;
    }

    /// <summary>The kernels of a path, whether this machine has its instructions or not.</summary>
    /// <exception cref="NotSupportedException">The format is not a quantised one.</exception>
    internal static PanelKernels For(TensorFormat format, PanelPath path) => path switch
    {
        PanelPath.Avx512 => Of<Simd512, Vector512<int>>(format),
        PanelPath.AvxVnni => Of<SimdVnni, Vector256<int>>(format),
        PanelPath.Avx2 => Of<Simd256, Vector256<int>>(format),
        _ => Of<Simd128, Vector128<int>>(format),
    };

    static PanelKernels Of<TSimd, TV>(TensorFormat format) where TSimd : struct, ISimd<TV> where TV : struct => format switch
    {
        TensorFormat.Q4_0 => Of<PanelQ4_0, TSimd, TV>(),
        TensorFormat.Q4_1 => Of<PanelQ4_1, TSimd, TV>(),
        TensorFormat.Q5_0 => Of<PanelQ5_0, TSimd, TV>(),
        TensorFormat.Q5_1 => Of<PanelQ5_1, TSimd, TV>(),
        TensorFormat.Q8_0 => Of<PanelQ8_0, TSimd, TV>(),
        TensorFormat.Q2_K => Of<PanelQ2_K, TSimd, TV>(),
        TensorFormat.Q3_K => Of<PanelQ3_K, TSimd, TV>(),
        TensorFormat.Q4_K => Of<PanelQ4_K, TSimd, TV>(),
        TensorFormat.Q5_K => Of<PanelQ5_K, TSimd, TV>(),
        TensorFormat.Q6_K => Of<PanelQ6_K, TSimd, TV>(),
        TensorFormat.IQ4_NL => Of<PanelIQ4_NL, TSimd, TV>(),
        TensorFormat.IQ4_XS => Of<PanelIQ4_XS, TSimd, TV>(),
        _ => throw new NotSupportedException($"there are no kernels for 8-bit activations and tensor format {format}"),
    };

    static PanelKernels Of<TType, TSimd, TV>() where TType : struct, IPanelType where TSimd : struct, ISimd<TV> where TV : struct => new(
        &VectorKernel<TType, TSimd, TV>.Multiply, &StripKernels<TType, TSimd, TV>.Unpack,
        &StripKernels<TType, TSimd, TV>.Multiply<FourTokens>, &StripKernels<TType, TSimd, TV>.Multiply<OneToken>);
}
