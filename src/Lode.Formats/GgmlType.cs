namespace Lode.Formats;

/// <summary>
/// How the elements of a tensor are stored. The values are the type ids of GGUF files; gaps are types that were withdrawn.
/// </summary>
/// <remarks>
/// Source: <c>enum ggml_type</c> of ggml's <c>ggml.h</c>. In <c>Qn_0</c> and <c>Qn_1</c> a block has a scale, or a scale and a minimum;
/// <c>_K</c> types have super-blocks of 256; <c>IQ</c> types index code books; <c>TQ</c> types are ternary.
/// </remarks>
public enum GgmlType : uint
{
    /// <summary>IEEE 754 binary32.</summary>
    F32 = 0,

    /// <summary>IEEE 754 binary16.</summary>
    F16 = 1,

    /// <summary>4 bits, blocks of 32 with a scale.</summary>
    Q4_0 = 2,

    /// <summary>4 bits, blocks of 32 with a scale and a minimum.</summary>
    Q4_1 = 3,

    /// <summary>5 bits, blocks of 32 with a scale.</summary>
    Q5_0 = 6,

    /// <summary>5 bits, blocks of 32 with a scale and a minimum.</summary>
    Q5_1 = 7,

    /// <summary>8 bits, blocks of 32 with a scale.</summary>
    Q8_0 = 8,

    /// <summary>8 bits, blocks of 32 with a scale and the scaled sum; for activations.</summary>
    Q8_1 = 9,

    /// <summary>2 bits, super-blocks of 256 with 4-bit scales and minima.</summary>
    Q2_K = 10,

    /// <summary>3 bits, super-blocks of 256 with 6-bit scales.</summary>
    Q3_K = 11,

    /// <summary>4 bits, super-blocks of 256 with 6-bit scales and minima.</summary>
    Q4_K = 12,

    /// <summary>5 bits, super-blocks of 256 with 6-bit scales and minima.</summary>
    Q5_K = 13,

    /// <summary>6 bits, super-blocks of 256 with 8-bit scales.</summary>
    Q6_K = 14,

    /// <summary>8 bits, blocks of 256 with a binary32 scale and partial sums; for activations.</summary>
    Q8_K = 15,

    /// <summary>About 2.06 bits, code book, super-blocks of 256.</summary>
    IQ2_XXS = 16,

    /// <summary>About 2.31 bits, code book, super-blocks of 256.</summary>
    IQ2_XS = 17,

    /// <summary>About 3.06 bits, code book, super-blocks of 256.</summary>
    IQ3_XXS = 18,

    /// <summary>About 1.56 bits, code book, super-blocks of 256.</summary>
    IQ1_S = 19,

    /// <summary>4 bits through a table of 16 values, blocks of 32 with a scale.</summary>
    IQ4_NL = 20,

    /// <summary>About 3.44 bits, code book, super-blocks of 256.</summary>
    IQ3_S = 21,

    /// <summary>About 2.56 bits, code book, super-blocks of 256.</summary>
    IQ2_S = 22,

    /// <summary>4 bits through a table of 16 values, super-blocks of 256 with 6-bit scales.</summary>
    IQ4_XS = 23,

    /// <summary>Signed 8-bit integers.</summary>
    I8 = 24,

    /// <summary>Signed 16-bit integers.</summary>
    I16 = 25,

    /// <summary>Signed 32-bit integers.</summary>
    I32 = 26,

    /// <summary>Signed 64-bit integers.</summary>
    I64 = 27,

    /// <summary>IEEE 754 binary64.</summary>
    F64 = 28,

    /// <summary>About 1.75 bits, code book, super-blocks of 256.</summary>
    IQ1_M = 29,

    /// <summary>The upper half of a binary32.</summary>
    BF16 = 30,

    /// <summary>About 1.69 bits, ternary, blocks of 256.</summary>
    TQ1_0 = 34,

    /// <summary>About 2.06 bits, ternary, blocks of 256.</summary>
    TQ2_0 = 35,

    /// <summary>4-bit floating point, blocks of 32 with an 8-bit power-of-two scale.</summary>
    MXFP4 = 39,

    /// <summary>Lode's own: bytes that are no weights, in a section of a packed file (<see cref="GgufSections"/>).</summary>
    Bytes = 0x4C42_0000,
}
