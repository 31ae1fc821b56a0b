namespace Lode.Control.Bench.Steps;

/// <summary>The guests' own work: their functions are called, and that is all.</summary>
sealed class GuestsAlone : StepWay
{
    readonly RawGuests _guests;
    readonly Func<int>[] _steps;

    public GuestsAlone(int sequences, int vocabulary, int mode)
        : base("guest's own work")
    {
        _guests = new(sequences, vocabulary, mode);
        _steps = [.. _guests.Instances.Select(static instance => instance.GetFunction<int>("lode_step"))];
    }

    public override long? BytesCopied => 0;

    public override void Step()
    {
        foreach (Func<int> step in _steps)
            step();
    }

    public override void Dispose() => _guests.Dispose();
}
