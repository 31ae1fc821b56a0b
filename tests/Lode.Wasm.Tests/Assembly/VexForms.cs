namespace Lode.Wasm.Tests.Assembly;

/// <summary>The operands that an instruction in VEX encoding takes.</summary>
[Flags]
enum VexForms
{
    /// <summary>Result, vector, vector.</summary>
    Three = 1,

    /// <summary>Result, vector, memory.</summary>
    ThreeMemory = 2,

    /// <summary>Result, vector.</summary>
    Two = 4,

    /// <summary>Result, memory.</summary>
    Load = 8,

    /// <summary>Memory, vector.</summary>
    Store = 16,

    /// <summary>The result is the second in the encoding.</summary>
    Reversed = 32,

    /// <summary>An immediate comes last.</summary>
    Immediate = 64,

    /// <summary>A fourth vector comes last.</summary>
    Fourth = 128,

    /// <summary>Result, vector, vector or memory.</summary>
    Usual = Three | ThreeMemory,
}
