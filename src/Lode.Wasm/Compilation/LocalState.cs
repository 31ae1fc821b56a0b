namespace Lode.Wasm.Compilation;

/// <summary>Where a local is, and what is known of it while code is emitted.</summary>
struct LocalState
{
    public ValueKind Type;

    /// <summary>The register that holds it everywhere in the function; -1 for none: it has a slot in the frame.</summary>
    public sbyte Pin;

    /// <summary>A register that holds a copy of the slot at this place of the code; -1 for none.</summary>
    public sbyte Cache;

    /// <summary>Of a parameter the register that it arrives in; -1 for none.</summary>
    public sbyte Arrival;

    /// <summary>Whether code reads the slot.</summary>
    public bool SlotIsRead;

    /// <summary>Whether code may read it before it was set, so that it has to begin as zero.</summary>
    public bool NeedsZero;

    /// <summary>The slot's displacement from rbp; 0 while it has none.</summary>
    public int Slot;

    /// <summary>The topmost operand that stands for it; -1 for none.</summary>
    public int Pending;

    /// <summary>Up to this offset of the binary it was set before, whatever way the code took.</summary>
    public int DefinedUntil;
}
