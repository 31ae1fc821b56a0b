using System.Buffers;
using System.Runtime.InteropServices;
using Lode.Generation.Sampling;
using Lode.Generation.Text;
using Lode.Inference;
using Lode.Memory;
using Lode.Tokenizers;

namespace Lode.Generation;

/// <summary>A text that a <see cref="Generator"/> is continuing.</summary>
public sealed class GeneratedSequence : IDisposable
{
    /// <summary>Tokens to make room for at once when no limit says how many will come.</summary>
    const int ExpectedTokens = 4096;

    readonly GenerationOptions _options;
    readonly Tokenizer _tokenizer;
    readonly SamplerChain _sampler;
    readonly StreamingDecoder _decoder;
    readonly StopMatcher _stops;
    readonly ArrayBufferWriter<byte> _text = new(1024);
    readonly List<int> _tokens;
    readonly int _contextLength;

    internal GeneratedSequence(Generator generator, KvSequence cache, ReadOnlySpan<int> prompt, GenerationOptions options)
    {
        _options = options;
        _tokenizer = generator.Model.Tokenizer;
        _contextLength = generator.Context.ContextLength;
        Cache = cache;
        Seed = options.Sampling.Seed ?? (ulong)Random.Shared.NextInt64();
        int vocabulary = generator.Model.Model.Hyperparameters.VocabularySize;
        _sampler = new SamplerChain(options.Sampling, vocabulary, Seed);
        _decoder = new StreamingDecoder(_tokenizer, fromStart: IsStart(prompt));
        _stops = new StopMatcher(options.StopStrings);
        Logits = new RowBuffer(1, vocabulary);
        PromptLength = prompt.Length;
        int room = Math.Min(options.MaxTokens ?? ExpectedTokens, Math.Min(ExpectedTokens, _contextLength));
        _tokens = new List<int>(prompt.Length + room + 1);
        _tokens.AddRange(prompt);
        if (options.MaxTokens == 0)
            End(Generation.StopReason.TokenLimit);
    }

    /// <summary>Tokens of the prompt.</summary>
    public int PromptLength { get; }

    /// <summary>Tokens of the prompt that were read so far.</summary>
    public int PromptProcessed => Math.Min(Cache.Length, PromptLength);

    /// <summary>Tokens generated so far, without one that ended the text. Valid until the next step.</summary>
    public ReadOnlySpan<int> Tokens => History[PromptLength..];

    /// <summary>Why the sequence ended; null while it goes on.</summary>
    public StopReason? StopReason { get; private set; }

    /// <summary>The stop string that ended the sequence, if one did.</summary>
    public string? StopString { get; private set; }

    /// <summary>The seed in use: the one that was asked for, or the fresh one that was taken.</summary>
    public ulong Seed { get; }

    internal KvSequence Cache { get; }

    internal RowBuffer Logits { get; }

    /// <summary>Tokens that are not in the cache yet: the rest of the prompt, or the last token chosen.</summary>
    internal ReadOnlySpan<int> Pending => History[Cache.Length..];

    ReadOnlySpan<int> History => CollectionsMarshal.AsSpan(_tokens);

    /// <summary>Takes the text that came since the last call: whole characters, none of which may belong to a stop string.</summary>
    /// <param name="target">Where the UTF-8 goes.</param>
    /// <returns>The number of bytes.</returns>
    public int TakeText(IBufferWriter<byte> target)
    {
        ArgumentNullException.ThrowIfNull(target);
        int length = _text.WrittenCount;
        target.Write(_text.WrittenSpan);
        _text.ResetWrittenCount();
        return length;
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
        Cache.Dispose();
        Logits.Dispose();
    }

    /// <summary>Chooses the next token from the logits that a step wrote.</summary>
    internal void Choose(Candidates scratch)
    {
        int token = _sampler.Choose(Logits.Row(0), History, scratch);
        if (!_options.IgnoreEndOfGeneration && _tokenizer.IsEndOfGeneration(token))
        {
            End(Generation.StopReason.EndOfText);
            return;
        }
        _tokens.Add(token);
        if (token < _tokenizer.VocabularySize) // embedding matrices are often padded beyond the vocabulary
            _decoder.Append(token, _stops.Input);
        int stop = _stops.Release(_text);
        if (stop >= 0)
        {
            StopString = _options.StopStrings[stop];
            StopReason = Generation.StopReason.StopString;
        }
        else if (Tokens.Length >= _options.MaxTokens)
        {
            End(Generation.StopReason.TokenLimit);
        }
        else if (_tokens.Count > _contextLength)
        {
            End(Generation.StopReason.ContextFull);
        }
    }

    /// <summary>Whether a prompt is no text, so that what is generated begins one.</summary>
    bool IsStart(ReadOnlySpan<int> prompt)
    {
        foreach (int token in prompt)
        {
            if (!_tokenizer.IsControl(token))
                return false;
        }
        return true;
    }

    internal void End(StopReason reason)
    {
        StopReason = reason;
        _decoder.Complete(_stops.Input);
        int stop = _stops.Release(_text); // the replacement of an unfinished character may have completed one
        if (stop < 0)
        {
            _stops.Complete(_text);
            return;
        }
        StopReason = Generation.StopReason.StopString;
        StopString = _options.StopStrings[stop];
    }
}
