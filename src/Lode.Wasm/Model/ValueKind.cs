namespace Lode.Wasm;

/// <summary>The type of a value. The numbers are those of the binary format.</summary>
public enum ValueKind : byte
{
    /// <summary>No type: the operand of unreachable code, which fits every type. Never part of a module.</summary>
    Unknown = 0,

    /// <summary>A 32-bit integer, <c>i32</c>.</summary>
    Int32 = 0x7f,

    /// <summary>A 64-bit integer, <c>i64</c>.</summary>
    Int64 = 0x7e,

    /// <summary>A binary32 number, <c>f32</c>.</summary>
    Float32 = 0x7d,

    /// <summary>A binary64 number, <c>f64</c>.</summary>
    Float64 = 0x7c,

    /// <summary>A 128-bit vector, <c>v128</c>.</summary>
    V128 = 0x7b,

    /// <summary>A reference to a function, or null: <c>funcref</c>.</summary>
    FuncRef = 0x70,

    /// <summary>A reference to something of the host, or null: <c>externref</c>.</summary>
    ExternRef = 0x6f,
}
