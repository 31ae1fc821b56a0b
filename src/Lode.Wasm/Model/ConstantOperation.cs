namespace Lode.Wasm;

/// <summary>What an instruction of a constant expression does.</summary>
public enum ConstantOperation : byte
{
    /// <summary>Pushes a 32-bit integer.</summary>
    Int32,

    /// <summary>Pushes a 64-bit integer.</summary>
    Int64,

    /// <summary>Pushes a binary32 number, given by its bits.</summary>
    Float32,

    /// <summary>Pushes a binary64 number, given by its bits.</summary>
    Float64,

    /// <summary>Pushes a vector.</summary>
    V128,

    /// <summary>Pushes the value of an imported global.</summary>
    Global,

    /// <summary>Pushes a null reference; the operand is its <see cref="ValueKind"/>.</summary>
    NullReference,

    /// <summary>Pushes a reference to a function.</summary>
    FunctionReference,

    /// <summary>Adds two 32-bit integers.</summary>
    Int32Add,

    /// <summary>Subtracts two 32-bit integers.</summary>
    Int32Subtract,

    /// <summary>Multiplies two 32-bit integers.</summary>
    Int32Multiply,

    /// <summary>Adds two 64-bit integers.</summary>
    Int64Add,

    /// <summary>Subtracts two 64-bit integers.</summary>
    Int64Subtract,

    /// <summary>Multiplies two 64-bit integers.</summary>
    Int64Multiply,
}
