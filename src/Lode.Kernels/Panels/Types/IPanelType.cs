namespace Lode.Kernels.Panels;

/// <summary>A quantised format: where the codes, scales and minima of a vector of rows lie in 16 blocks, 32 columns at a time.</summary>
/// <remarks>All members are constants, or loads and a few bit operations: kernels for every instruction set are made of them.</remarks>
unsafe interface IPanelType
{
    /// <summary>Columns of a block, 32 or 256.</summary>
    static abstract int Columns { get; }

    /// <summary>Bytes of 16 blocks.</summary>
    static abstract int Bytes { get; }

    /// <summary>Whether 16 columns share a scale, not 32.</summary>
    static virtual bool Sixteens => false;

    /// <summary>Whether a number is added to every value, besides the scaled code.</summary>
    static virtual bool IsAffine => false;

    /// <summary>Whether codes are signed bytes; else they are 0 to 63.</summary>
    static virtual bool IsSigned => false;

    /// <summary>What the format subtracts from its unsigned codes.</summary>
    static virtual int Offset => 0;

    /// <summary>What is subtracted so that the products of 16 bits cannot overflow; given back where it is not <see cref="Offset"/>.</summary>
    static virtual int Centre => 0;

    /// <summary>The codes of four columns.</summary>
    /// <param name="block">16 blocks.</param>
    /// <param name="row">The first row of the vector.</param>
    /// <param name="sub">Which 32 columns of the block.</param>
    /// <param name="half">Which 16 of these.</param>
    /// <param name="step">Which four of these.</param>
    static abstract TV Codes<TSimd, TV>(byte* block, int row, int sub, int half, int step) where TSimd : struct, ISimd<TV> where TV : struct;

    /// <summary>What the scales of a block have in common, as floats.</summary>
    static virtual TV Factors<TSimd, TV>(byte* block, int row) where TSimd : struct, ISimd<TV> where TV : struct =>
        Halves.Load<TSimd, TV>(block + 2 * row);

    /// <summary>The scales as floats; those of 16 columns with <see cref="Sixteens"/>.</summary>
    static virtual TV Scales<TSimd, TV>(TV factors, byte* block, int row, int sub, int half) where TSimd : struct, ISimd<TV> where TV : struct => factors;

    /// <summary>What the addends of a block have in common, as floats.</summary>
    static virtual TV AddendFactors<TSimd, TV>(byte* block, int row) where TSimd : struct, ISimd<TV> where TV : struct => default;

    /// <summary>What is added, as floats.</summary>
    static virtual TV Addends<TSimd, TV>(TV factors, byte* block, int row, int sub, int half) where TSimd : struct, ISimd<TV> where TV : struct => factors;
}
