namespace Lode.Control;

/// <summary>A sequence as a worker has it.</summary>
sealed class WorkerSequence(WorkerRequest request, SequenceController controller, int slot, uint lastCall)
{
    public WorkerRequest Request => request;

    public SequenceController Controller => controller;

    public int Slot => slot;

    /// <summary>The last call that was served, or was there before the sequence.</summary>
    public uint LastCall { get; set; } = lastCall;

    /// <summary>Whether it waits for a completion, as was last said.</summary>
    public bool Waits { get; set; }

    /// <summary>Makes a call.</summary>
    /// <returns>How it ended.</returns>
    public SlotFlags Call(uint phase, WorkerSender sender, WorkerDesk desk, out int verdict)
    {
        Waits = false;
        verdict = 0;
        try
        {
            if (phase > (uint)ControlPhase.Step)
                throw new WorkerProtocolException($"expected a phase of 0 to {(uint)ControlPhase.Step}, found {phase}");
            verdict = controller.Call((ControlPhase)phase);
            Waits = verdict == (int)ControlAction.Skip && (controller.Slot.Output.Flags & StepUses.Wait) != 0 && controller.IsWaiting;
            return verdict == ControlContract.Missed ? SlotFlags.Missed : Waits ? SlotFlags.Waits : SlotFlags.None;
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            (uint code, string text) = desk.Describe(error);
            WorkerHeader header = WorkerHeader.Of(WorkerKind.Fault);
            (header.Object, header.Slot, header.Error) = (request.Number, (uint)slot, code);
            request.Tell(sender);
            sender.Tell(header, text);
            return SlotFlags.Fault;
        }
    }
}
