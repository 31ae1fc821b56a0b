using Lode.Tokenizers;

namespace Lode.Control;

/// <summary>What a controller in C# sees of its sequence, and how it answers.</summary>
public sealed class ControlStep
{
    readonly SequenceController _sequence;
    int _pool;

    internal ControlStep(SequenceController sequence, Tokenizer tokenizer)
    {
        _sequence = sequence;
        Tokenizer = tokenizer;
    }

    /// <summary>The model's tokenizer.</summary>
    public Tokenizer Tokenizer { get; }

    /// <summary>The argument of the request.</summary>
    public ReadOnlySpan<byte> Argument => _sequence.Request.Options.Argument.Span;

    /// <summary>Variables and results of the request.</summary>
    public RequestVariables Variables => _sequence.Request.Variables;

    /// <summary>What happened.</summary>
    public ref readonly StepInput Input => ref _sequence.Slot.Input;

    /// <summary>The sequence's place in its request.</summary>
    public ref readonly SequenceHeader Header => ref _sequence.Slot.Header;

    /// <summary>The text so far.</summary>
    public ReadOnlySpan<int> Tokens => _sequence.Slot.Tokens[.._sequence.TokenCount];

    /// <summary>A logit per token, to be read and written.</summary>
    public Span<float> Logits => _sequence.Slot.Logits.Row(0);

    /// <summary>A bit per token, lowest bit of a word first; it counts from <see cref="UseMask"/> on and is kept between rounds.</summary>
    public Span<uint> Mask => _sequence.Slot.Mask;

    /// <summary>A number per token; they count from <see cref="UseBias"/> on and are kept between rounds.</summary>
    public Span<float> Bias => _sequence.Slot.Bias;

    /// <summary>Only tokens of the mask may be sampled.</summary>
    public void UseMask() => _sequence.Slot.Output.Flags |= StepUses.UseMask;

    /// <summary>The biases are added to the logits.</summary>
    public void UseBias() => _sequence.Slot.Output.Flags |= StepUses.UseBias;

    /// <summary>Sets the temperature for this token; 0 takes the likeliest.</summary>
    public void SetTemperature(float temperature)
    {
        ref StepOutput output = ref _sequence.Slot.Output;
        output.Flags |= StepUses.UseTemperature;
        output.Temperature = temperature;
    }

    /// <summary>With the verdict <see cref="ControlAction.Splice"/>: takes tokens off the end and appends others.</summary>
    public ControlAction Splice(int backtrack, ReadOnlySpan<int> tokens)
    {
        ref StepOutput output = ref _sequence.Slot.Output;
        output.Backtrack = (uint)backtrack;
        output.TokenStart = (uint)Keep(tokens);
        output.TokenCount = (uint)tokens.Length;
        return ControlAction.Splice;
    }

    /// <summary>With the verdict <see cref="ControlAction.Sample"/>: what happens when one of some tokens is sampled.</summary>
    public void SpliceWhen(ReadOnlySpan<int> sampled, int backtrack, ReadOnlySpan<int> tokens)
    {
        ref StepOutput output = ref _sequence.Slot.Output;
        _sequence.Slot.Splices[(int)output.SpliceCount] = new SpliceEntry
        {
            WhenStart = (uint)Keep(sampled),
            WhenCount = (uint)sampled.Length,
            Backtrack = (uint)backtrack,
            TokenStart = (uint)Keep(tokens),
            TokenCount = (uint)tokens.Length,
        };
        output.SpliceCount++;
    }

    /// <summary>With the verdict <see cref="ControlAction.Fork"/>: how many sequences there are to be.</summary>
    public ControlAction Fork(int branches)
    {
        _sequence.Slot.Output.Branches = (uint)branches;
        return ControlAction.Fork;
    }

    /// <summary>Writes a line for whoever watches.</summary>
    public void Log(string text) => _sequence.Request.Options.Log?.Invoke(_sequence.Number, System.Text.Encoding.UTF8.GetBytes(text));

    internal void Clear() => _pool = 0;

    int Keep(ReadOnlySpan<int> tokens)
    {
        int start = _pool;
        tokens.CopyTo(_sequence.Slot.Pool[start..]);
        _pool += tokens.Length;
        return start;
    }
}
