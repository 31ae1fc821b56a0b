namespace Lode.Wasm;

/// <summary>An instruction of a constant expression.</summary>
/// <param name="Operation">What it does.</param>
/// <param name="Low">The value's bits (the low half of a vector), or an index.</param>
/// <param name="High">The high half of a vector.</param>
public readonly record struct ConstantInstruction(ConstantOperation Operation, long Low = 0, long High = 0);
