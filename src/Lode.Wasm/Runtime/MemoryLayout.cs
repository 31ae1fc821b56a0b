namespace Lode.Wasm.Runtime;

/// <summary>Offsets in the state of a linear memory.</summary>
static class MemoryLayout
{
    /// <summary>Where it begins. It never moves.</summary>
    public const int Base = 0;

    /// <summary>Its size in bytes, 64 bits.</summary>
    public const int Length = 8;
}
