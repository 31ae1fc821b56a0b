namespace Lode.Wasm.Compilation;

/// <summary>What kind of place a value lies in at a call.</summary>
enum PlaceKind : byte
{
    /// <summary>A general register.</summary>
    Register,

    /// <summary>A vector register.</summary>
    Xmm,

    /// <summary>The stack area of parameters, or the area of results above it.</summary>
    Stack,
}
