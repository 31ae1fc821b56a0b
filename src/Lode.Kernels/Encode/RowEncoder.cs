using System.Runtime.Intrinsics;
using Lode.Kernels.Checks;

namespace Lode.Kernels.Encode;

/// <summary>The table of row encoders (quantisers): binary32 to stored blocks.</summary>
/// <remarks>
/// An encoder takes (source, target, count): <c>count</c> values to whole blocks, any alignment. Q8_0 and the _0 and _1 types give the bytes of
/// ggml's reference quantisers (<c>ggml-quants.c</c>); the K types search for the least squared error. A block's bytes depend on its own values
/// only. A block that holds an infinity or a NaN gets a NaN scale, so that all its values decode
/// to NaN: scan with <see cref="FiniteScan"/> first where that matters.
/// </remarks>
public static unsafe class RowEncoder
{
    /// <summary>The formats that can be encoded, in the order of their ids.</summary>
    public static IReadOnlyList<TensorFormat> All { get; } =
    [
        TensorFormat.F32, TensorFormat.F16, TensorFormat.Q4_0, TensorFormat.Q4_1, TensorFormat.Q5_0, TensorFormat.Q5_1, TensorFormat.Q8_0,
        TensorFormat.Q4_K, TensorFormat.Q5_K, TensorFormat.Q6_K, TensorFormat.BF16,
    ];

    /// <summary>Whether there is an encoder for the format.</summary>
    public static bool IsSupported(TensorFormat format) => All.Contains(format);

    /// <summary>The fastest encoder of the format on this machine.</summary>
    /// <exception cref="NotSupportedException">There is no encoder for the format.</exception>
    public static delegate*<float*, byte*, nint, void> Vector(TensorFormat format) => format switch
    {
        TensorFormat.F32 => &EncodeF32.Vector,
        TensorFormat.F16 => &EncodeF16.Vector,
        TensorFormat.BF16 => &EncodeBF16.Vector,
        _ when Vector512.IsHardwareAccelerated => Quantiser<Floats512>(format),
        _ when Vector256.IsHardwareAccelerated => Quantiser<Floats256>(format),
        _ => Quantiser<Floats128>(format),
    };

    /// <summary>The reference of the format, one value at a time; its bytes are those of <see cref="Vector"/>.</summary>
    /// <exception cref="NotSupportedException">There is no encoder for the format.</exception>
    public static delegate*<float*, byte*, nint, void> Scalar(TensorFormat format) => format switch
    {
        TensorFormat.F32 => &EncodeF32.Scalar,
        TensorFormat.F16 => &EncodeF16.Scalar,
        TensorFormat.BF16 => &EncodeBF16.Scalar,
        _ => Quantiser<Floats32>(format),
    };

    /// <summary>Encodes <paramref name="count"/> values, which are whole blocks, with the fastest encoder.</summary>
    /// <param name="format">The format of the target.</param>
    /// <param name="source">The values, any alignment.</param>
    /// <param name="target"><see cref="TensorFormats.RowBytes"/> bytes, any alignment, apart from the source.</param>
    /// <param name="count">A multiple of <see cref="TensorFormats.BlockSize"/>; not checked.</param>
    /// <exception cref="NotSupportedException">There is no encoder for the format.</exception>
    public static void Encode(TensorFormat format, float* source, byte* target, nint count) => Vector(format)(source, target, count);

    /// <summary>Encodes all of <paramref name="values"/>, one or more whole rows.</summary>
    /// <returns>The bytes written to the front of <paramref name="target"/>.</returns>
    /// <exception cref="ArgumentException">The values are not whole blocks, or the target is shorter than they need.</exception>
    /// <exception cref="NotSupportedException">There is no encoder for the format.</exception>
    public static int Encode(TensorFormat format, ReadOnlySpan<float> values, Span<byte> target)
    {
        delegate*<float*, byte*, nint, void> encode = Vector(format);
        long needed = TensorFormats.RowBytes(format, values.Length);
        if (target.Length < needed)
            throw new ArgumentException($"{values.Length} values of {format} need {needed} bytes, not {target.Length}", nameof(target));
        fixed (float* from = values)
        fixed (byte* to = target)
            encode(from, to, values.Length);
        return (int)needed;
    }

    /// <summary>The quantiser of a block format for one vector width.</summary>
    internal static delegate*<float*, byte*, nint, void> Quantiser<T>(TensorFormat format) where T : struct, IFloats<T> => format switch
    {
        TensorFormat.Q4_0 => &EncodeQ4_0.Encode<T>,
        TensorFormat.Q4_1 => &EncodeQ4_1.Encode<T>,
        TensorFormat.Q5_0 => &EncodeQ5_0.Encode<T>,
        TensorFormat.Q5_1 => &EncodeQ5_1.Encode<T>,
        TensorFormat.Q8_0 => &EncodeQ8_0.Encode<T>,
        TensorFormat.Q4_K => &AffineSuperBlocks.Encode<T, EncodeQ4_K>,
        TensorFormat.Q5_K => &AffineSuperBlocks.Encode<T, EncodeQ5_K>,
        TensorFormat.Q6_K => &EncodeQ6_K.Encode<T>,
        _ => throw new NotSupportedException($"no encoder for tensor format {format}; there are encoders for {string.Join(", ", All)}"),
    };
}
