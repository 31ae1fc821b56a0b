namespace Lode.Formats;

/// <summary>How the elements of a safetensors tensor are stored, little-endian; the names are those of the format.</summary>
/// <remarks>Source: <c>Dtype</c> of huggingface/safetensors. Its order there is by size, and so it is here.</remarks>
public enum SafetensorsType
{
    /// <summary>A Boolean, one byte.</summary>
    BOOL,

    /// <summary>A float of 4 bits (E2M1), two in a byte.</summary>
    F4,

    /// <summary>A float of 6 bits: 2 of exponent, 3 of mantissa; four in three bytes.</summary>
    F6_E2M3,

    /// <summary>A float of 6 bits: 3 of exponent, 2 of mantissa; four in three bytes.</summary>
    F6_E3M2,

    /// <summary>An unsigned byte.</summary>
    U8,

    /// <summary>A signed byte.</summary>
    I8,

    /// <summary>A float of 8 bits with 5 of exponent; it has infinities.</summary>
    F8_E5M2,

    /// <summary>A float of 8 bits with 4 of exponent; no infinities.</summary>
    F8_E4M3,

    /// <summary>A power of two: 8 bits of exponent, the scale of a microscaling block.</summary>
    F8_E8M0,

    /// <summary>As <see cref="F8_E4M3"/>, without a negative zero and with another bias.</summary>
    F8_E4M3FNUZ,

    /// <summary>As <see cref="F8_E5M2"/>, without infinities and negative zero and with another bias.</summary>
    F8_E5M2FNUZ,

    /// <summary>A signed integer of 16 bits.</summary>
    I16,

    /// <summary>An unsigned integer of 16 bits.</summary>
    U16,

    /// <summary>IEEE 754 binary16.</summary>
    F16,

    /// <summary>The upper half of a binary32.</summary>
    BF16,

    /// <summary>A signed integer of 32 bits.</summary>
    I32,

    /// <summary>An unsigned integer of 32 bits.</summary>
    U32,

    /// <summary>IEEE 754 binary32.</summary>
    F32,

    /// <summary>A complex number of two binary32.</summary>
    C64,

    /// <summary>IEEE 754 binary64.</summary>
    F64,

    /// <summary>A signed integer of 64 bits.</summary>
    I64,

    /// <summary>An unsigned integer of 64 bits.</summary>
    U64,
}
