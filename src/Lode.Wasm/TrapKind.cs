namespace Lode.Wasm;

/// <summary>Why a guest was ended.</summary>
public enum TrapKind
{
    /// <summary>The instruction <c>unreachable</c> was reached.</summary>
    Unreachable,

    /// <summary>An access beyond the end of linear memory.</summary>
    MemoryOutOfBounds,

    /// <summary>An access beyond the end of a table.</summary>
    TableOutOfBounds,

    /// <summary>A call through an index beyond the end of a table.</summary>
    UndefinedElement,

    /// <summary>A call through a null element of a table.</summary>
    UninitializedElement,

    /// <summary>A call through an element of another function type.</summary>
    IndirectCallTypeMismatch,

    /// <summary>A quotient, or a number converted to an integer, that its type cannot hold.</summary>
    IntegerOverflow,

    /// <summary>A division by zero.</summary>
    IntegerDivideByZero,

    /// <summary>The conversion of a NaN to an integer.</summary>
    InvalidConversionToInteger,

    /// <summary>Calls within calls beyond the stack.</summary>
    StackOverflow,

    /// <summary><c>Interrupt()</c> was called.</summary>
    Interrupted,

    /// <summary>The call took longer than the store allows.</summary>
    Deadline,

    /// <summary>The fuel is used up.</summary>
    OutOfFuel,

    /// <summary>A store to memory that is mapped for reading only.</summary>
    ReadOnlyStore,

    /// <summary>An access to a mapped file beyond its end: it was made shorter since.</summary>
    FileTruncated,

    /// <summary>An access to a window that the host took away.</summary>
    WindowRevoked,
}
