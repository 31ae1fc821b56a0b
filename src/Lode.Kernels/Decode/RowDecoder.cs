namespace Lode.Kernels.Decode;

/// <summary>The table of row decoders: stored blocks to binary32, one scalar reference and one vector path per format.</summary>
/// <remarks>A decoder takes (source, target, count): <c>count</c> values from whole blocks at <c>source</c>, any alignment.</remarks>
public static unsafe class RowDecoder
{
    /// <summary>The fastest decoder of the format on this machine.</summary>
    /// <exception cref="NotSupportedException">The format is unknown.</exception>
    public static delegate*<byte*, float*, nint, void> Vector(TensorFormat format) => format switch
    {
        TensorFormat.F32 => &DecodeF32.Vector,
        TensorFormat.F16 => &DecodeF16.Vector,
        TensorFormat.BF16 => &DecodeBF16.Vector,
        TensorFormat.Q4_0 => &DecodeQ4_0.Vector,
        TensorFormat.Q4_1 => &DecodeQ4_1.Vector,
        TensorFormat.Q5_0 => &DecodeQ5_0.Vector,
        TensorFormat.Q5_1 => &DecodeQ5_1.Vector,
        TensorFormat.Q8_0 => &DecodeQ8_0.Vector,
        TensorFormat.Q2_K => &DecodeQ2_K.Vector,
        TensorFormat.Q3_K => &DecodeQ3_K.Vector,
        TensorFormat.Q4_K => &DecodeQ4_K.Vector,
        TensorFormat.Q5_K => &DecodeQ5_K.Vector,
        TensorFormat.Q6_K => &DecodeQ6_K.Vector,
        TensorFormat.IQ4_NL => &DecodeIQ4_NL.Vector,
        TensorFormat.IQ4_XS => &DecodeIQ4_XS.Vector,
        _ => throw new NotSupportedException($"no decoder for tensor format {format}"),
    };

    /// <summary>The readable reference of the format.</summary>
    /// <exception cref="NotSupportedException">The format is unknown.</exception>
    public static delegate*<byte*, float*, nint, void> Scalar(TensorFormat format) => format switch
    {
        TensorFormat.F32 => &DecodeF32.Scalar,
        TensorFormat.F16 => &DecodeF16.Scalar,
        TensorFormat.BF16 => &DecodeBF16.Scalar,
        TensorFormat.Q4_0 => &DecodeQ4_0.Scalar,
        TensorFormat.Q4_1 => &DecodeQ4_1.Scalar,
        TensorFormat.Q5_0 => &DecodeQ5_0.Scalar,
        TensorFormat.Q5_1 => &DecodeQ5_1.Scalar,
        TensorFormat.Q8_0 => &DecodeQ8_0.Scalar,
        TensorFormat.Q2_K => &DecodeQ2_K.Scalar,
        TensorFormat.Q3_K => &DecodeQ3_K.Scalar,
        TensorFormat.Q4_K => &DecodeQ4_K.Scalar,
        TensorFormat.Q5_K => &DecodeQ5_K.Scalar,
        TensorFormat.Q6_K => &DecodeQ6_K.Scalar,
        TensorFormat.IQ4_NL => &DecodeIQ4_NL.Scalar,
        TensorFormat.IQ4_XS => &DecodeIQ4_XS.Scalar,
        _ => throw new NotSupportedException($"no decoder for tensor format {format}"),
    };

    /// <summary>Decodes <paramref name="values"/>.Length values of one or more whole rows.</summary>
    /// <exception cref="ArgumentException">The values are not whole blocks, or the source is shorter than they need.</exception>
    /// <exception cref="NotSupportedException">The format is unknown.</exception>
    public static void Decode(TensorFormat format, ReadOnlySpan<byte> source, Span<float> values)
    {
        long needed = TensorFormats.RowBytes(format, values.Length);
        if (source.Length < needed)
            throw new ArgumentException($"{values.Length} values of {format} need {needed} bytes, not {source.Length}", nameof(source));
        fixed (byte* from = source)
        fixed (float* to = values)
            Vector(format)(from, to, values.Length);
    }
}
