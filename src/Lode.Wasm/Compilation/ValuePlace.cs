using Lode.Wasm.Assembly;

namespace Lode.Wasm.Compilation;

/// <summary>Where a parameter or a result lies at a call.</summary>
/// <param name="Type">The value's type.</param>
/// <param name="Kind">A register, or an area of the stack.</param>
/// <param name="Number">The register's number; of the stack the offset in its area, in bytes.</param>
readonly record struct ValuePlace(ValueKind Type, PlaceKind Kind, int Number)
{
    /// <summary>The general register.</summary>
    public Register Register => (Register)Number;

    /// <summary>The vector register.</summary>
    public XmmRegister Xmm => (XmmRegister)Number;

    /// <summary>Bytes of the value in its area of the stack.</summary>
    public int Bytes => Type == ValueKind.V128 ? 16 : 8;
}
