namespace Lode.Kernels;

/// <summary>The element formats that the kernels can decode and multiply.</summary>
/// <remarks>
/// The numbers are the type ids of the GGUF container (ggml's <c>ggml_type</c>), so a reader converts by a cast after
/// <see cref="TensorFormats.IsSupported"/> said yes.
/// </remarks>
public enum TensorFormat
{
    /// <summary>IEEE 754 binary32.</summary>
    F32 = 0,

    /// <summary>IEEE 754 binary16.</summary>
    F16 = 1,

    /// <summary>32 values: binary16 scale, 4-bit codes with offset 8.</summary>
    Q4_0 = 2,

    /// <summary>32 values: binary16 scale and minimum, 4-bit codes.</summary>
    Q4_1 = 3,

    /// <summary>32 values: binary16 scale, 5-bit codes with offset 16.</summary>
    Q5_0 = 6,

    /// <summary>32 values: binary16 scale and minimum, 5-bit codes.</summary>
    Q5_1 = 7,

    /// <summary>32 values: binary16 scale, signed 8-bit codes.</summary>
    Q8_0 = 8,

    /// <summary>256 values: 16 sub-blocks with 4-bit scales and minima, 2-bit codes.</summary>
    Q2_K = 10,

    /// <summary>256 values: 16 sub-blocks with 6-bit scales, 3-bit codes.</summary>
    Q3_K = 11,

    /// <summary>256 values: 8 sub-blocks with 6-bit scales and minima, 4-bit codes.</summary>
    Q4_K = 12,

    /// <summary>256 values: 8 sub-blocks with 6-bit scales and minima, 5-bit codes.</summary>
    Q5_K = 13,

    /// <summary>256 values: 16 sub-blocks with 8-bit scales, 6-bit codes with offset 32.</summary>
    Q6_K = 14,

    /// <summary>32 values: binary16 scale, 4-bit indices into a fixed table of 16 values.</summary>
    IQ4_NL = 20,

    /// <summary>256 values: 8 sub-blocks with 6-bit scales, 4-bit indices into the same table.</summary>
    IQ4_XS = 23,

    /// <summary>The upper half of IEEE 754 binary32.</summary>
    BF16 = 30,
}
