namespace Lode.Wasm.Assembly;

/// <summary>An arithmetic operation on two integers, by its number in encodings.</summary>
enum AluOperation : byte
{
    Add,
    Or,
    AddCarry,
    SubtractBorrow,
    And,
    Subtract,
    Xor,
    Compare,
}
