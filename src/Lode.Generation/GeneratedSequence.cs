using System.Buffers;
using System.Runtime.InteropServices;
using Lode.Control;
using Lode.Generation.Sampling;
using Lode.Generation.Text;
using Lode.Inference;
using Lode.Memory;

namespace Lode.Generation;

/// <summary>A text that a <see cref="Generator"/> is continuing.</summary>
/// <remarks>
/// A controller may take tokens back, and their text with them: <see cref="Text"/> is always what holds, and
/// <see cref="TakeText(IBufferWriter{byte}, out int)"/> says how much of what it gave before does not.
/// </remarks>
public sealed class GeneratedSequence : IDisposable
{
    /// <summary>Tokens to make room for at once when no limit says how many will come.</summary>
    const int ExpectedTokens = 4096;

    /// <summary>Bytes of text to expect of a token.</summary>
    const int ExpectedBytes = 4;

    readonly Generator _generator;
    readonly GenerationOptions _options;
    readonly SamplerChain _sampler;
    readonly List<int> _tokens;
    readonly ulong _requestSeed;
    readonly int _room;
    SequenceText _text;

    internal GeneratedSequence(Generator generator, KvSequence cache, ReadOnlySpan<int> prompt, GenerationOptions options, SequenceController? controller)
    {
        _generator = generator;
        _options = options;
        Cache = cache;
        Seed = _requestSeed = options.Sampling.Seed ?? (ulong)Random.Shared.NextInt64();
        int vocabulary = generator.Model.Model.Hyperparameters.VocabularySize;
        _sampler = new SamplerChain(options.Sampling, vocabulary, Seed);
        Logits = controller?.Slot.Logits ?? new RowBuffer(1, vocabulary);
        PromptLength = prompt.Length;
        _room = Math.Min(options.MaxTokens ?? ExpectedTokens, Math.Min(ExpectedTokens, generator.Context.ContextLength));
        _tokens = new List<int>(prompt.Length + _room + 1);
        _tokens.AddRange(prompt);
        _text = NewText();
        if (controller is not null)
            Control = new SequenceControl(this, controller, [this]);
        if (options.MaxTokens == 0)
            End(Generation.StopReason.TokenLimit);
    }

    /// <summary>A branch: the same text so far, and its own random numbers from here on.</summary>
    internal GeneratedSequence(GeneratedSequence parent, SequenceController controller)
    {
        _generator = parent._generator;
        _options = parent._options;
        _requestSeed = parent._requestSeed;
        _room = parent._room;
        Cache = parent.Cache.Fork();
        Seed = RandomSource.SeedOf(_requestSeed, controller.Number);
        Logits = controller.Slot.Logits;
        _sampler = new SamplerChain(_options.Sampling, Logits.Columns, Seed);
        PromptLength = parent.PromptLength;
        _tokens = new List<int>(parent._tokens.Capacity);
        _tokens.AddRange(parent.History);
        _text = NewText();
        _text.Rewrite(Tokens);
        List<GeneratedSequence> family = parent.Control!.Family;
        family.Add(this);
        Control = new SequenceControl(this, controller, family, parent.Number);
    }

    /// <summary>The sequence's number among those of its request, from 0.</summary>
    public int Number => Control?.Number ?? 0;

    /// <summary>The number of the sequence that it was forked from; its own where it was not.</summary>
    public int Parent => Control?.Parent ?? 0;

    /// <summary>All sequences of its request, this one and the first included, in the order of their numbers. More may come with each step.</summary>
    /// <remarks>Each is to be disposed.</remarks>
    public IReadOnlyList<GeneratedSequence> Branches => Control is null ? [this] : Control.Family;

    /// <summary>Tokens of the prompt, as its controller left it.</summary>
    public int PromptLength { get; private set; }

    /// <summary>Tokens of the prompt that were read so far.</summary>
    public int PromptProcessed => Math.Min(Cache.Length, PromptLength);

    /// <summary>Tokens generated so far, without one that ended the text. Valid until the next step.</summary>
    public ReadOnlySpan<int> Tokens => History[PromptLength..];

    /// <summary>
    /// The text so far, UTF-8: whole characters, none of which may belong to a stop string. Valid until the next step.
    /// </summary>
    public ReadOnlySpan<byte> Text => _text.Written;

    /// <summary>Why the sequence ended; null while it goes on.</summary>
    public StopReason? StopReason { get; private set; }

    /// <summary>The stop string that ended the sequence, if one did.</summary>
    public string? StopString { get; private set; }

    /// <summary>What was wrong, where <see cref="StopReason"/> is <see cref="StopReason.ControllerError"/>.</summary>
    public ControllerException? Error { get; private set; }

    /// <summary>
    /// The seed in use: the one that was asked for, or the fresh one that was taken. A branch has one of its own, made of that and its
    /// number, with which its random numbers begin where it was forked off: it generates what a run of its own does whose prompt is the text
    /// until there, with that seed.
    /// </summary>
    public ulong Seed { get; }

    internal KvSequence Cache { get; }

    internal RowBuffer Logits { get; }

    internal SequenceControl? Control { get; }

    /// <summary>The most tokens that can come.</summary>
    internal int Room => Math.Min(_options.MaxTokens ?? int.MaxValue, ContextLength + 1 - PromptLength);

    internal int ContextLength => _generator.Context.ContextLength;

    /// <summary>All tokens, the prompt's included.</summary>
    internal ReadOnlySpan<int> History => CollectionsMarshal.AsSpan(_tokens);

    /// <summary>Tokens that are not in the cache yet: the rest of the prompt, the last token chosen, what was appended to it. None: the logits are there.</summary>
    internal ReadOnlySpan<int> Pending => History[Cache.Length..];

    /// <summary>Takes the text that came since the last call: whole characters, none of which may belong to a stop string.</summary>
    /// <param name="target">Where the UTF-8 goes.</param>
    /// <returns>The number of bytes.</returns>
    /// <remarks>For sequences without a controller, whose text only grows.</remarks>
    public int TakeText(IBufferWriter<byte> target) => TakeText(target, out _);

    /// <summary>Takes the text that came since the last call, and tells how much of what earlier calls gave was taken back.</summary>
    /// <param name="target">Where the UTF-8 goes.</param>
    /// <param name="retracted">Bytes, whole characters, to be taken off the end of what earlier calls gave before this text is appended.</param>
    /// <returns>The number of bytes written.</returns>
    /// <remarks>What earlier calls gave, less what was retracted, and this text are always <see cref="Text"/>.</remarks>
    public int TakeText(IBufferWriter<byte> target, out int retracted)
    {
        ArgumentNullException.ThrowIfNull(target);
        return _text.Take(target, out retracted);
    }

    /// <summary>Ends the sequence now; on the thread that steps. Text that was held back is released.</summary>
    public void Cancel()
    {
        if (StopReason is null)
            End(Generation.StopReason.Cancelled);
    }

    /// <summary>Ends the sequence, if it goes on, and gives its memory back.</summary>
    public void Dispose()
    {
        Cancel();
        Release();
        if (Control is null)
            Logits.Dispose();
    }

    /// <summary>Chooses the next token from the logits that a step wrote.</summary>
    internal void Choose(Candidates scratch) => AppendSampled(_sampler.Choose(Logits.Row(0), History, scratch));

    /// <summary>Chooses the next token as a controller says.</summary>
    /// <returns>The token; -1 where it leaves none.</returns>
    internal int Choose(Candidates scratch, ControlSlot slot, StepResult result)
    {
        scratch.Load(Logits.Row(0), result.UsesMask ? slot.Mask : default, result.UsesBias ? slot.Bias : default);
        return _sampler.Choose(History, scratch, result.Temperature);
    }

    /// <summary>Adds a token that was sampled, unless it ends the text.</summary>
    internal void AppendSampled(int token)
    {
        if (!_options.IgnoreEndOfGeneration && _generator.Model.Tokenizer.IsEndOfGeneration(token))
            End(Generation.StopReason.EndOfText);
        else
            Append(token);
    }

    /// <summary>Takes tokens off the end and appends others, as far as the text goes on; nothing of it is computed.</summary>
    internal void Splice(int backtrack, ReadOnlySpan<int> tokens)
    {
        if (backtrack > 0)
        {
            _tokens.RemoveRange(_tokens.Count - backtrack, backtrack);
            _text.Rewrite(Tokens);
        }
        Cache.Truncate(Math.Min(Cache.Length, _tokens.Count));
        foreach (int token in tokens)
        {
            Append(token);
            if (StopReason is not null)
                return;
        }
        if (Pending.IsEmpty)
            Cache.Truncate(_tokens.Count - 1); // the last token is computed again for its logits
    }

    /// <summary>Takes tokens off the end of the prompt and appends others, before anything was computed.</summary>
    internal void SplicePrompt(int backtrack, ReadOnlySpan<int> tokens)
    {
        _tokens.RemoveRange(_tokens.Count - backtrack, backtrack);
        _tokens.AddRange(tokens);
        PromptLength = _tokens.Count;
        _text = NewText();
    }

    internal void Fail(ControllerException error)
    {
        Error = error;
        End(Generation.StopReason.ControllerError);
    }

    internal void End(StopReason reason)
    {
        StopReason = reason;
        int stop = _text.Complete();
        if (stop >= 0 && reason != Generation.StopReason.ControllerError)
            EndBefore(stop);
    }

    /// <summary>Gives back what only a sequence that goes on needs.</summary>
    internal void Release()
    {
        Cache.Dispose();
        Control?.Release();
    }

    void Append(int token)
    {
        _tokens.Add(token);
        int stop = _text.Append(token);
        if (stop >= 0)
            EndBefore(stop);
        else if (Tokens.Length >= _options.MaxTokens)
            End(Generation.StopReason.TokenLimit);
        else if (_tokens.Count > ContextLength)
            End(Generation.StopReason.ContextFull);
    }

    void EndBefore(int stop)
    {
        StopReason = Generation.StopReason.StopString;
        StopString = _options.StopStrings[stop];
    }

    SequenceText NewText() => new(_generator.Model.Tokenizer, _options.StopStrings, IsStart(), ExpectedBytes * _room);

    /// <summary>Whether the prompt is no text, so that what is generated begins one.</summary>
    bool IsStart()
    {
        foreach (int token in History[..PromptLength])
        {
            if (!_generator.Model.Tokenizer.IsControl(token))
                return false;
        }
        return true;
    }
}
