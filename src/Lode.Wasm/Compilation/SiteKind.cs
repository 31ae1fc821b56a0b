namespace Lode.Wasm.Compilation;

/// <summary>What happens at a place of machine code that leads back to an instruction.</summary>
enum SiteKind : byte
{
    /// <summary>The return address of a call.</summary>
    Call,

    /// <summary>The return address of the jump to a trap.</summary>
    Trap,

    /// <summary>An access to memory that may fault: the address of the instruction itself.</summary>
    Access,
}
