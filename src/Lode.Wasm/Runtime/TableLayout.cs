namespace Lode.Wasm.Runtime;

/// <summary>Offsets in the state of a table.</summary>
static class TableLayout
{
    /// <summary>A pointer to its elements of 8 bytes: references, 0 for null.</summary>
    public const int Elements = 0;

    /// <summary>The number of elements, 32 bits.</summary>
    public const int Count = 8;
}
