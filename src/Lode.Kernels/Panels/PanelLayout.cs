using System.Runtime.Intrinsics.X86;

namespace Lode.Kernels.Panels;

/// <summary>How 16 rows of a matrix lie in a panel: lane = row, so that no sum runs across a vector.</summary>
/// <remarks>
/// <para>
/// A panel is the blocks of its 16 rows, column by column: 16 blocks of one column of blocks, then those of the next. Within these the
/// fields of the format follow one another, each interleaved by pieces of 1, 2 or 4 bytes: piece 0 of rows 0 to 15, piece 1 of rows 0 to
/// 15, and so on. Scales come first (a half per row: 32 bytes), codes in pieces of four bytes, so that 64 bytes hold four columns of 16
/// rows. No byte is added or changed: a panel is as large as its rows, and <see cref="PanelPacker"/> turns either into the other.
/// </para>
/// <para>A matrix is its panels, one after another. Only matrices of a multiple of 16 rows have them.</para>
/// </remarks>
public static class PanelLayout
{
    /// <summary>Whether this processor has vectors that panels are made for; elsewhere they are multiplied in narrower ones, and may gain nothing.</summary>
    public static bool HasWideVectors => Avx2.IsSupported;

    /// <summary>Rows of a panel.</summary>
    public const int Rows = 16;

    /// <summary>Bytes of a panel of rows of <paramref name="columns"/> values.</summary>
    /// <exception cref="NotSupportedException">The format is unknown.</exception>
    /// <exception cref="ArgumentException">The row does not hold whole blocks.</exception>
    public static long PanelBytes(TensorFormat format, long columns) => checked(Rows * TensorFormats.RowBytes(format, columns));

    /// <summary>Whether a matrix of this format and height can be multiplied in panels.</summary>
    public static bool IsSupported(TensorFormat format, long rows) => TensorFormats.IsSupported(format) && rows > 0 && rows % Rows == 0;

    /// <summary>The fields of a block, in the order in which a panel has them.</summary>
    /// <exception cref="NotSupportedException">The format is unknown.</exception>
    internal static ReadOnlySpan<PanelField> Fields(TensorFormat format) => format switch
    {
        TensorFormat.F32 => s_single,
        TensorFormat.F16 or TensorFormat.BF16 => s_half,
        TensorFormat.Q4_0 or TensorFormat.IQ4_NL => s_q4_0,
        TensorFormat.Q4_1 => s_q4_1,
        TensorFormat.Q5_0 => s_q5_0,
        TensorFormat.Q5_1 => s_q5_1,
        TensorFormat.Q8_0 => s_q8_0,
        TensorFormat.Q2_K => s_q2_K,
        TensorFormat.Q3_K => s_q3_K,
        TensorFormat.Q4_K => s_q4_K,
        TensorFormat.Q5_K => s_q5_K,
        TensorFormat.Q6_K => s_q6_K,
        TensorFormat.IQ4_XS => s_iq4_XS,
        _ => throw new NotSupportedException($"tensor format {format} has no panels"),
    };

    static readonly PanelField[] s_single = [new(0, 4, 4)];
    static readonly PanelField[] s_half = [new(0, 2, 2)];
    static readonly PanelField[] s_q4_0 = [new(0, 2, 2), new(2, 16, 4)];
    static readonly PanelField[] s_q4_1 = [new(0, 4, 2), new(4, 16, 4)];
    static readonly PanelField[] s_q5_0 = [new(0, 2, 2), new(2, 4, 4), new(6, 16, 4)];
    static readonly PanelField[] s_q5_1 = [new(0, 4, 2), new(4, 4, 4), new(8, 16, 4)];
    static readonly PanelField[] s_q8_0 = [new(0, 2, 2), new(2, 32, 4)];
    static readonly PanelField[] s_q2_K = [new(80, 4, 2), new(0, 16, 1), new(16, 64, 4)];
    static readonly PanelField[] s_q3_K = [new(108, 2, 2), new(96, 12, 1), new(0, 32, 4), new(32, 64, 4)];
    static readonly PanelField[] s_q4_K = [new(0, 4, 2), new(4, 12, 1), new(16, 128, 4)];
    static readonly PanelField[] s_q5_K = [new(0, 4, 2), new(4, 12, 1), new(16, 32, 4), new(48, 128, 4)];
    static readonly PanelField[] s_q6_K = [new(208, 2, 2), new(192, 16, 1), new(0, 128, 4), new(128, 64, 4)];
    static readonly PanelField[] s_iq4_XS = [new(0, 2, 2), new(2, 2, 2), new(4, 4, 1), new(8, 128, 4)];
}
