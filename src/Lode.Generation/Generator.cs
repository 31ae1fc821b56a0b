using Lode.Generation.Sampling;
using Lode.Inference;

namespace Lode.Generation;

/// <summary>The step loop: continues any number of texts at once over one context.</summary>
/// <remarks>Serves one thread at a time. Nothing is allocated per token.</remarks>
public sealed class Generator : IDisposable
{
    readonly StepBatch _batch = new();
    readonly Candidates _candidates;
    readonly List<GeneratedSequence> _active = [];
    readonly List<GeneratedSequence> _choosing = [];
    readonly int _batchTokens;

    /// <summary>Makes a context for a model.</summary>
    /// <param name="model">The model; it must outlive the generator.</param>
    /// <param name="options">Sizes and threads, or null for the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public Generator(LanguageModel model, ContextOptions? options = null)
    {
        options ??= new ContextOptions();
        Model = model;
        Context = new InferenceContext(model.Model, options);
        _batchTokens = options.MaxBatchTokens;
        _candidates = new Candidates(model.Model.Hyperparameters.VocabularySize);
    }

    /// <summary>The model.</summary>
    public LanguageModel Model { get; }

    /// <summary>The context that the sequences share.</summary>
    public InferenceContext Context { get; }

    /// <summary>Begins to continue a text; the work is done by <see cref="Step"/>.</summary>
    /// <param name="prompt">Token ids of the beginning, at least one.</param>
    /// <param name="options">How to choose tokens and where to end.</param>
    /// <returns>The sequence; dispose it when its text has been taken.</returns>
    /// <exception cref="ArgumentException">The prompt is empty or longer than the context, or an option is out of range.</exception>
    public GeneratedSequence Start(ReadOnlySpan<int> prompt, GenerationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        if (prompt.IsEmpty)
            throw new ArgumentException("the prompt has no tokens; give at least the one that begins a text", nameof(prompt));
        if (prompt.Length > Context.ContextLength)
        {
            throw new ArgumentException($"the prompt has {prompt.Length} tokens, the context {Context.ContextLength} positions; " +
                "shorten the prompt or make the context longer", nameof(prompt));
        }
        GeneratedSequence sequence = new(this, Context.CreateSequence(), prompt, options);
        if (sequence.StopReason is null)
            _active.Add(sequence);
        return sequence;
    }

    /// <summary>
    /// One step for all sequences: a token for those that have read their prompt, and as much of the other prompts as a batch holds.
    /// </summary>
    /// <returns>Whether any sequence goes on.</returns>
    /// <exception cref="NoTokenPossibleException">A model gave logits of which none is a number.</exception>
    public bool Step()
    {
        for (int i = _active.Count - 1; i >= 0; i--)
        {
            if (_active[i].StopReason is not null)
                Retire(i);
        }
        if (_active.Count == 0)
            return false;
        FillBatch();
        Context.Step(_batch);
        foreach (GeneratedSequence sequence in _choosing)
            sequence.Choose(_candidates);
        for (int i = _active.Count - 1; i >= 0; i--)
        {
            if (_active[i].StopReason is not null)
                Retire(i);
        }
        return _active.Count > 0;
    }

    /// <summary>Ends the context. Sequences may be disposed before or after.</summary>
    public void Dispose() => Context.Dispose();

    /// <summary>Chooses who takes part: single tokens first, so that a long prompt never holds up the others, then prompts in order.</summary>
    void FillBatch()
    {
        while (true)
        {
            _batch.Clear();
            _choosing.Clear();
            int freeBlocks = Context.FreeBlocks;
            foreach (GeneratedSequence sequence in _active)
            {
                if (sequence.Pending.Length == 1)
                    Offer(sequence, ref freeBlocks);
            }
            foreach (GeneratedSequence sequence in _active)
            {
                if (sequence.Pending.Length > 1 && _batch.TokenCount < _batchTokens)
                    Offer(sequence, ref freeBlocks);
            }
            if (_batch.Count > 0)
                return;
            // Nobody fits into the cache: the one that came last makes room for the others, or ends alone.
            _active[^1].End(StopReason.CacheFull);
            Retire(_active.Count - 1);
            if (_active.Count == 0)
                return;
        }
    }

    void Offer(GeneratedSequence sequence, ref int freeBlocks)
    {
        ReadOnlySpan<int> pending = sequence.Pending;
        int count = pending.Length == 1 ? 1 : Math.Min(pending.Length, _batchTokens - _batch.TokenCount);
        int blocks = sequence.Cache.BlocksNeeded(count);
        if (blocks > freeBlocks)
            return; // waits until another sequence ends
        freeBlocks -= blocks;
        if (count == pending.Length)
        {
            _batch.Add(sequence.Cache, pending, StepRows.Last, sequence.Logits);
            _choosing.Add(sequence);
        }
        else
        {
            _batch.Add(sequence.Cache, pending[..count]);
        }
    }

    void Retire(int index)
    {
        _active[index].Cache.Dispose(); // its blocks may be what another sequence waits for
        _active.RemoveAt(index);
    }
}
