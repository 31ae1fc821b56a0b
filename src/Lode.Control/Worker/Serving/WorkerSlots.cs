namespace Lode.Control;

/// <summary>Slots of shared memory, in the order in which the client said that they are to be used.</summary>
sealed class WorkerSlots(ControlMemory memory) : ISlotSource
{
    readonly Queue<int> _next = [];

    /// <summary>Says which slots the next sequences get.</summary>
    public void Use(ReadOnlySpan<int> slots)
    {
        _next.Clear();
        foreach (int slot in slots)
            _next.Enqueue(slot);
    }

    public ControlSlot Take() => memory.Slot(_next.Dequeue());

    /// <summary>What a sequence leaves behind is nobody else's to see; and its pages are free again.</summary>
    public void Return(ControlSlot slot) =>
        memory.Shared.Clear(memory.Layout.Find(slot.Index, RegionKind.Step).Offset, memory.Layout.SlotBytes);
}
