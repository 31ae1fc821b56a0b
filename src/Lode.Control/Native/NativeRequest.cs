using Lode.Tokenizers;

namespace Lode.Control;

/// <summary>A request of a controller in C#.</summary>
sealed class NativeRequest(NativeController controller, Tokenizer tokenizer, RequestOptions options, Func<ControlProgram> create)
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
        ControlMemory memory = new(new ControlLayout(Options.Vocabulary, Options.TokenCapacity, 1));
        ControlSlot slot = memory.Slot(0);
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
        NativeSequence sequence = new(this, memory, number, program, tokenizer);
        _sequences.Add(sequence);
        return sequence;
    }

    internal void Remove(NativeSequence sequence) => _sequences.Remove(sequence);

    private protected override SequenceController Create(int number) => Add(number, create());
}
