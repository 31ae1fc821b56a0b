namespace Lode.Control;

/// <summary>Where sequences get their shared regions from.</summary>
interface ISlotSource
{
    /// <summary>Takes a slot that nobody uses, all zero.</summary>
    /// <exception cref="IOException">There is none, or the system refused the memory.</exception>
    ControlSlot Take();

    /// <summary>Gives it back. No guest has it mapped any more.</summary>
    void Return(ControlSlot slot);
}
