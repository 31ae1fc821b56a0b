namespace Lode.Wasm.Compilation;

/// <summary>What the parity flag adds to a condition.</summary>
enum TestParity : byte
{
    /// <summary>Nothing.</summary>
    Ignored,

    /// <summary>The condition, and no NaN.</summary>
    And,

    /// <summary>The condition, or a NaN.</summary>
    Or,
}
