using Lode.Tokenizers;

namespace Lode.Control.Bench.Steps;

/// <summary>The guests as controllers, in this process or in another: one request for each sequence.</summary>
sealed class ControlledGuests : StepWay
{
    const int Capacity = 4096;
    readonly Controller _controller;
    readonly List<ControllerRequest> _requests = [];
    readonly List<SequenceController> _sequences = [];
    readonly Func<double> _otherCpu;

    public ControlledGuests(string name, Controller controller, Tokenizer tokenizer, int sequences, int vocabulary, string argument, Func<double>? otherCpu = null)
        : base(name)
    {
        _controller = controller;
        _otherCpu = otherCpu ?? (static () => 0);
        for (int i = 0; i < sequences; i++)
        {
            ControllerRequest request = controller.Start(tokenizer, new()
            {
                Vocabulary = vocabulary,
                TokenCapacity = Capacity,
                Argument = System.Text.Encoding.UTF8.GetBytes(argument),
            });
            SequenceController sequence = request.Open([1, 2, 3]);
            sequence.Begin(ControlPhase.Initialize);
            sequence.End();
            LogitRows.Fill(sequence.Slot.Logits.Row(0), i);
            _requests.Add(request);
            _sequences.Add(sequence);
        }
    }

    public override long? BytesCopied => _sequences[0] is GuestSequence ? _sequences.Sum(static sequence => ((GuestSequence)sequence).Memory.HostBytes) : null;

    protected override double OtherCpu => _otherCpu();

    public override void Step()
    {
        foreach (SequenceController sequence in _sequences)
            sequence.Begin(ControlPhase.Step);
        foreach (SequenceController sequence in _sequences)
        {
            if (sequence.End() != ControlAction.Sample)
                throw new InvalidOperationException("the guest gave another verdict than SAMPLE");
            if (sequence.TokenCount == Capacity)
                sequence.Remove(Capacity / 2);
            sequence.AppendSampled(1);
        }
    }

    public override void Dispose()
    {
        _requests.ForEach(static request => request.Dispose());
        _controller.Dispose();
    }
}
