namespace Lode.Wasm.Compilation;

/// <summary>A displacement of 32 bits to another function or to a trap stub.</summary>
/// <param name="Position">The offset of the displacement.</param>
/// <param name="Target">The function among the module's own; below zero: -1 minus the number of the trap.</param>
readonly record struct Fixup(int Position, int Target);
