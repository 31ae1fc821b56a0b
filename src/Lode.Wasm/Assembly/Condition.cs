namespace Lode.Wasm.Assembly;

/// <summary>A condition of flags, by its number in encodings. The lowest bit negates.</summary>
enum Condition : byte
{
    Overflow,
    NoOverflow,
    Below,
    AboveOrEqual,
    Equal,
    NotEqual,
    BelowOrEqual,
    Above,
    Sign,
    NoSign,
    Parity,
    NoParity,
    Less,
    GreaterOrEqual,
    LessOrEqual,
    Greater,
}
