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

    /// <summary>The output row of an input row.</summary>
    internal readonly float* Row(int token) => OutputRows == null ? Outputs + token * OutputStride : OutputRows[token];

    internal int Tokens;
    internal int RowsPerChunk;
}
