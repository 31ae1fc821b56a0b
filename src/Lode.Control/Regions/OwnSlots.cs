namespace Lode.Control;

/// <summary>Memory of its own for each sequence: it goes with the sequence.</summary>
/// <param name="layout">A layout of one slot.</param>
sealed class OwnSlots(ControlLayout layout) : ISlotSource
{
    public ControlSlot Take() => new ControlMemory(layout).Slot(0);

    public void Return(ControlSlot slot) => slot.Memory.Dispose();
}
