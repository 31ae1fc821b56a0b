namespace Lode.Wasm.Compilation;

/// <summary>Instructions with a displacement to a place in the same function.</summary>
enum JumpKind : byte
{
    /// <summary><c>jmp</c>.</summary>
    Always,

    /// <summary><c>jcc</c>.</summary>
    Conditional,

    /// <summary>An instruction that ends with a displacement of 32 bits relative to its end, and cannot be made short.</summary>
    Relative,
}
