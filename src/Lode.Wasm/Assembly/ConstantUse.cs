namespace Lode.Wasm.Assembly;

/// <summary>An instruction that has a constant as an operand.</summary>
/// <param name="Displacement">The offset of the instruction's displacement.</param>
/// <param name="Constant">The number of the constant.</param>
/// <param name="ImmediateBytes">Bytes of the instruction behind the displacement.</param>
readonly record struct ConstantUse(int Displacement, int Constant, int ImmediateBytes);
