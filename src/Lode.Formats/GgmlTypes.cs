namespace Lode.Formats;

/// <summary>The block layouts of <see cref="GgmlType"/>: how many elements a block holds, and in how many bytes.</summary>
/// <remarks>Source: the block structures of ggml's <c>ggml-common.h</c>.</remarks>
public static class GgmlTypes
{
    /// <summary>Rows that Lode's own types interleave: <see cref="ToPanels"/>.</summary>
    public const int PanelRows = 16;

    /// <summary>The upper half of the numbers of Lode's own types; the lower half is the type of the elements. ggml's are far below.</summary>
    const uint PanelPrefix = 0x4C50_0000;

    /// <summary>Whether the layout of a type is known; the other members throw for the rest.</summary>
    public static bool IsKnown(GgmlType type) => Layout(type).Bytes != 0;

    /// <summary>Elements of a block; 1 for types that are not made of blocks.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The type is not known.</exception>
    public static int BlockSize(GgmlType type) => Known(type).Elements;

    /// <summary>Bytes of a block.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The type is not known.</exception>
    public static int BytesPerBlock(GgmlType type) => Known(type).Bytes;

    /// <summary>Whether a block holds more than one element.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The type is not known.</exception>
    public static bool IsQuantized(GgmlType type) => Known(type).Elements > 1;

    /// <summary>The usual spelling, as in <c>Q4_K</c>; <c>Q4_K_P16</c> in panels; <c>type 40</c> for one that is not known.</summary>
    public static string Name(GgmlType type) =>
        !IsKnown(type) ? $"type {(uint)type}" : IsPanels(type) ? $"{OfElements(type)}_P{PanelRows}" : type.ToString();

    /// <summary>Whether 16 rows are interleaved: a type of Lode's own, which other programs refuse. Bytes are as many as without.</summary>
    /// <remarks>Tensors of such types have at least two dimensions, the second a multiple of <see cref="PanelRows"/>.</remarks>
    public static bool IsPanels(GgmlType type) => ((uint)type & 0xFFFF_0000) == PanelPrefix;

    /// <summary>Whether it is a type of Lode's own, which other programs refuse: panels, or bytes that are no weights.</summary>
    public static bool IsOwn(GgmlType type) => type == GgmlType.Bytes || IsPanels(type);

    /// <summary>The type of the same elements in panels.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The type is not known, an integer or binary64, or one in panels.</exception>
    public static GgmlType ToPanels(GgmlType type) => !IsPanels(type) && HasPanels(type)
        ? (GgmlType)(PanelPrefix | (uint)type)
        : throw new ArgumentOutOfRangeException(nameof(type), type, "has no form in panels");

    static bool HasPanels(GgmlType type) => type is GgmlType.F32 or GgmlType.F16 or GgmlType.BF16 || IsQuantized(type);

    /// <summary>The type of the elements: of one in panels that of its rows, else the type itself.</summary>
    public static GgmlType OfElements(GgmlType type) => IsPanels(type) ? (GgmlType)((uint)type & 0xFFFF) : type;

    /// <summary>Whether a tensor of this shape can have the type: its rows are whole blocks, and whole panels.</summary>
    /// <param name="type">The type.</param>
    /// <param name="dimensions">The extents, the row length first.</param>
    /// <exception cref="ArgumentOutOfRangeException">The type is not known.</exception>
    public static bool Fits(GgmlType type, params ReadOnlySpan<long> dimensions) =>
        dimensions[0] % BlockSize(type) == 0 && (!IsPanels(type) || (dimensions.Length > 1 && dimensions[1] % PanelRows == 0));

    /// <summary>The bytes of a row or tensor.</summary>
    /// <param name="type">The type of its elements.</param>
    /// <param name="elements">How many; a multiple of <see cref="BlockSize"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The type is not known, or the count is negative or not a multiple.</exception>
    /// <exception cref="OverflowException">The length does not fit 63 bits.</exception>
    public static long ByteLength(GgmlType type, long elements)
    {
        (int perBlock, int bytes) = Known(type);
        if (elements < 0 || elements % perBlock != 0)
            throw new ArgumentOutOfRangeException(nameof(elements), elements, $"{type} is stored in blocks of {perBlock} elements");
        return checked(elements / perBlock * bytes);
    }

    static (int Elements, int Bytes) Known(GgmlType type) =>
        Layout(type) is { Bytes: not 0 } layout
            ? layout
            : throw new ArgumentOutOfRangeException(nameof(type), type, "not a known tensor type");

    static (int Elements, int Bytes) Layout(GgmlType type) => type switch
    {
        GgmlType.F32 or GgmlType.I32 => (1, 4),
        GgmlType.F16 or GgmlType.BF16 or GgmlType.I16 => (1, 2),
        GgmlType.F64 or GgmlType.I64 => (1, 8),
        GgmlType.I8 or GgmlType.Bytes => (1, 1),
        GgmlType.Q4_0 or GgmlType.IQ4_NL => (32, 18), // half scale, 16 bytes of nibbles
        GgmlType.Q4_1 => (32, 20),
        GgmlType.Q5_0 => (32, 22), // and 4 bytes of fifth bits
        GgmlType.Q5_1 => (32, 24),
        GgmlType.Q8_0 => (32, 34),
        GgmlType.Q8_1 => (32, 36),
        GgmlType.MXFP4 => (32, 17),
        GgmlType.Q2_K => (256, 84),
        GgmlType.Q3_K or GgmlType.IQ3_S => (256, 110),
        GgmlType.Q4_K => (256, 144),
        GgmlType.Q5_K => (256, 176),
        GgmlType.Q6_K => (256, 210),
        GgmlType.Q8_K => (256, 292),
        GgmlType.IQ1_S => (256, 50),
        GgmlType.IQ1_M => (256, 56),
        GgmlType.IQ2_XXS or GgmlType.TQ2_0 => (256, 66),
        GgmlType.IQ2_XS => (256, 74),
        GgmlType.IQ2_S => (256, 82),
        GgmlType.IQ3_XXS => (256, 98),
        GgmlType.IQ4_XS => (256, 136),
        GgmlType.TQ1_0 => (256, 54),
        _ when IsPanels(type) => Layout(OfElements(type)) is { Bytes: > 0 } layout && HasPanels(OfElements(type)) ? layout : default,
        _ => default,
    };
}
