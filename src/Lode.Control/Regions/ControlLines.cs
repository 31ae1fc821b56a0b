using System.Runtime.CompilerServices;

namespace Lode.Control;

/// <summary>The lines in front of the slots, by which two processes call each other.</summary>
/// <param name="memory">The memory, which must live as long as the lines are used.</param>
sealed unsafe class ControlLines(ControlMemory memory)
{
    readonly byte* _start = memory.Start;
    readonly int _slots = memory.Layout.Slots;

    /// <summary>The first line.</summary>
    public ref HeaderLine Header => ref Unsafe.AsRef<HeaderLine>(_start);

    /// <summary>The line of a slot.</summary>
    public ref SlotLine Slot(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)_slots, nameof(index));
        return ref Unsafe.AsRef<SlotLine>(_start + (1 + index) * ControlLayout.LineBytes);
    }
}
