namespace Lode.Kernels.Matrix;

/// <summary>One product of a <see cref="ProductJob"/>.</summary>
unsafe struct Product
{
    internal MatrixView Weights;

    /// <summary>How rows become floats; null for panels.</summary>
    internal delegate*<byte*, float*, nint, void> Decode;

    internal float* Inputs;
    internal nint InputStride;

    /// <summary>Where the inputs lie in <see cref="Panels.QuantisedInputs"/>, for panels.</summary>
    internal nint QuantisedInputs;

    internal float* Outputs;
    internal nint OutputStride;

    /// <summary>Pointers to the output rows, or null for rows a stride apart.</summary>
    internal float** OutputRows;

    internal int Tokens;
    internal int RowsPerChunk;
}
