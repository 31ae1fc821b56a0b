namespace Lode.Kernels;

/// <summary>Block sizes of the formats, and the one place that says which formats there are.</summary>
public static class TensorFormats
{
    /// <summary>Values per block of the K formats.</summary>
    internal const int SuperBlock = 256;

    /// <summary>Every supported format, in the order of its id.</summary>
    public static IReadOnlyList<TensorFormat> All { get; } =
    [
        TensorFormat.F32, TensorFormat.F16, TensorFormat.Q4_0, TensorFormat.Q4_1, TensorFormat.Q5_0, TensorFormat.Q5_1,
        TensorFormat.Q8_0, TensorFormat.Q2_K, TensorFormat.Q3_K, TensorFormat.Q4_K, TensorFormat.Q5_K, TensorFormat.Q6_K,
        TensorFormat.IQ4_NL, TensorFormat.IQ4_XS, TensorFormat.BF16,
    ];

    /// <summary>Whether the kernels can decode and multiply the format.</summary>
    public static bool IsSupported(TensorFormat format) => BytesPerBlockOrZero(format) != 0;

    /// <summary>Values per block: 1, 32 or 256. Rows hold whole blocks.</summary>
    /// <exception cref="NotSupportedException">The format is unknown.</exception>
    public static int BlockSize(TensorFormat format) => format switch
    {
        TensorFormat.F32 or TensorFormat.F16 or TensorFormat.BF16 => 1,
        TensorFormat.Q4_0 or TensorFormat.Q4_1 or TensorFormat.Q5_0 or TensorFormat.Q5_1 or TensorFormat.Q8_0
            or TensorFormat.IQ4_NL => 32,
        _ when IsSupported(format) => SuperBlock,
        _ => throw Unsupported(format),
    };

    /// <summary>Bytes per block.</summary>
    /// <exception cref="NotSupportedException">The format is unknown.</exception>
    public static int BytesPerBlock(TensorFormat format) =>
        BytesPerBlockOrZero(format) is > 0 and int bytes ? bytes : throw Unsupported(format);

    /// <summary>Bytes of a row of <paramref name="columns"/> values, which must be a multiple of the block size.</summary>
    /// <exception cref="NotSupportedException">The format is unknown.</exception>
    /// <exception cref="ArgumentException">The row does not hold whole blocks.</exception>
    public static long RowBytes(TensorFormat format, long columns)
    {
        int block = BlockSize(format);
        if (columns < 0 || columns % block != 0)
            throw new ArgumentException($"a row of {format} holds a multiple of {block} values, not {columns}", nameof(columns));
        return columns / block * BytesPerBlock(format);
    }

    static int BytesPerBlockOrZero(TensorFormat format) => format switch
    {
        TensorFormat.F32 => 4,
        TensorFormat.F16 or TensorFormat.BF16 => 2,
        TensorFormat.Q4_0 or TensorFormat.IQ4_NL => 18,
        TensorFormat.Q4_1 => 20,
        TensorFormat.Q5_0 => 22,
        TensorFormat.Q5_1 => 24,
        TensorFormat.Q8_0 => 34,
        TensorFormat.Q2_K => 84,
        TensorFormat.Q3_K => 110,
        TensorFormat.Q4_K => 144,
        TensorFormat.Q5_K => 176,
        TensorFormat.Q6_K => 210,
        TensorFormat.IQ4_XS => 136,
        _ => 0,
    };

    static NotSupportedException Unsupported(TensorFormat format) =>
        new($"tensor format {format} is not supported; supported: {string.Join(", ", All)}");
}
