namespace Lode.Wasm;

/// <summary>What traps say: the words of the specification's suite where it has some.</summary>
static class TrapMessages
{
    public static string Of(TrapKind kind) => kind switch
    {
        TrapKind.Unreachable => "unreachable",
        TrapKind.MemoryOutOfBounds => "out of bounds memory access",
        TrapKind.TableOutOfBounds => "out of bounds table access",
        TrapKind.UndefinedElement => "undefined element",
        TrapKind.UninitializedElement => "uninitialized element",
        TrapKind.IndirectCallTypeMismatch => "indirect call type mismatch",
        TrapKind.IntegerOverflow => "integer overflow",
        TrapKind.IntegerDivideByZero => "integer divide by zero",
        TrapKind.InvalidConversionToInteger => "invalid conversion to integer",
        TrapKind.StackOverflow => "call stack exhausted",
        TrapKind.Interrupted => "interrupted by the host",
        TrapKind.Deadline => "the call took longer than the store's deadline",
        TrapKind.OutOfFuel => "all fuel is used up",
        TrapKind.ReadOnlyStore => "store to memory that is mapped for reading only",
        TrapKind.FileTruncated => "access to a mapped file that has become shorter",
        TrapKind.WindowRevoked => "access to a window that the host revoked",
        _ => kind.ToString(),
    };
}
