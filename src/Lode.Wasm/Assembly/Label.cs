namespace Lode.Wasm.Assembly;

/// <summary>A place in code that jumps go to, known or still to come.</summary>
/// <remarks>
/// Until the place is known, the jumps to it form a list that runs through their own displacements: nothing is allocated. A default
/// label has no place and no jumps.
/// </remarks>
struct Label
{
    int _place;

    /// <summary>Whether the place is known.</summary>
    public readonly bool IsBound => _place > 0;

    /// <summary>Whether jumps wait for the place.</summary>
    public readonly bool IsUsed => _place < 0;

    /// <summary>The place, an offset in the assembler's buffer.</summary>
    public readonly int Position => _place - 1;

    /// <summary>The offset of the displacement of the newest jump that waits; -1 where none does.</summary>
    public readonly int LastJump => _place < 0 ? -_place - 1 : -1;

    /// <summary>Makes the place known.</summary>
    public void Bind(int position) => _place = position + 1;

    /// <summary>Adds a jump that waits.</summary>
    public void AddJump(int displacement) => _place = -displacement - 1;
}
