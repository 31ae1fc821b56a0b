using Lode.Tokenizers;

namespace Lode.Control;

/// <summary>A request of a controller in C#.</summary>
sealed class NativeRequest(NativeController controller, Tokenizer tokenizer, RequestOptions options, Func<ControlProgram> create, ISlotSource slots)
    : ControllerRequest(controller, options)
{
    readonly List<NativeSequence> _sequences = [];

    public override void Dispose()
    {
        while (_sequences.Count > 0)
            _sequences[^1].Dispose();
    }

    internal NativeSequence Add(int number, ControlProgram program)
    {
        ControlSlot slot = slots.Take();
        slot.Header = new SequenceHeader
        {
            Abi = ControlContract.Version,
            Vocabulary = (uint)slot.Layout.Vocabulary,
            MaskWords = (uint)slot.Layout.MaskWords,
            TokenCapacity = (uint)slot.Layout.TokenCapacity,
            BeginOfText = tokenizer.BeginOfText ?? -1,
            EndOfText = tokenizer.EndOfText ?? -1,
            ArgumentLength = (uint)Options.Argument.Length,
        };
        NativeSequence sequence = new(this, slot, number, program, tokenizer);
        _sequences.Add(sequence);
        return sequence;
    }

    internal void Remove(NativeSequence sequence)
    {
        if (_sequences.Remove(sequence))
            slots.Return(sequence.Slot);
    }

    private protected override SequenceController Create(int number) => Add(number, create());
}
