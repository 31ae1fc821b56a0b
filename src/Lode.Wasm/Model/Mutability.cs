namespace Lode.Wasm;

/// <summary>Whether a global can be changed. The numbers are those of the binary format.</summary>
public enum Mutability : byte
{
    /// <summary>It keeps its first value.</summary>
    Immutable = 0,

    /// <summary>It can be changed.</summary>
    Mutable = 1,
}
