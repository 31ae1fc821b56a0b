using Lode.Control;
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
    readonly ControlRound _round;
    readonly int _batchTokens;
    SpinWait _idle;

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
        _round = new ControlRound(_candidates);
    }

    /// <summary>The model.</summary>
    public LanguageModel Model { get; }

    /// <summary>The context that the sequences share.</summary>
    public InferenceContext Context { get; }

    /// <summary>What a request of a controller has to know of this generator; files, regions, a log and the like may be added to it.</summary>
    /// <param name="argument">The request's argument.</param>
    public RequestOptions ControlOptions(ReadOnlyMemory<byte> argument = default) => new()
    {
        Vocabulary = Model.Model.Hyperparameters.VocabularySize,
        TokenCapacity = Context.ContextLength + 1, // the last token needs no position any more
        Argument = argument,
    };

    /// <summary>Begins to continue a text; the work is done by <see cref="Step"/>.</summary>
    /// <param name="prompt">Token ids of the beginning, at least one.</param>
    /// <param name="options">How to choose tokens and where to end.</param>
    /// <returns>The sequence; dispose it when its text has been taken.</returns>
    /// <exception cref="ArgumentException">The prompt is empty or longer than the context, or an option is out of range.</exception>
    public GeneratedSequence Start(ReadOnlySpan<int> prompt, GenerationOptions options)
    {
        Check(prompt, options, Context.ContextLength);
        return Add(new GeneratedSequence(this, Context.CreateSequence(), prompt, options, null));
    }

    /// <summary>Begins to continue a text as a controller wants it; its controller sees the prompt now, and may change it.</summary>
    /// <param name="prompt">Token ids of the beginning, at least one.</param>
    /// <param name="options">How to choose tokens and where to end. A controller's splices are held to these limits, too.</param>
    /// <param name="request">
    /// The controller's request, made with <see cref="ControlOptions"/>, for this sequence and its branches alone. It stays the caller's, and
    /// must outlive them.
    /// </param>
    /// <returns>
    /// The first sequence. Steps may add others to its <see cref="GeneratedSequence.Branches"/>; dispose each. Whatever a controller does
    /// wrong ends its own sequence, with <see cref="StopReason.ControllerError"/>.
    /// </returns>
    /// <exception cref="ArgumentException">
    /// The prompt is empty or longer than the context, an option is out of range, or the request is for another model or a shorter context.
    /// </exception>
    /// <exception cref="ControllerException">The controller cannot be used.</exception>
    public GeneratedSequence Start(ReadOnlySpan<int> prompt, GenerationOptions options, ControllerRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        Check(prompt, options, Context.ContextLength);
        RequestOptions needed = ControlOptions(), found = request.Options;
        if (found.Vocabulary != needed.Vocabulary || found.TokenCapacity < needed.TokenCapacity)
        {
            throw new ArgumentException($"expected a request for {needed.Vocabulary} tokens with room for {needed.TokenCapacity} in a sequence, "
                + $"found one for {found.Vocabulary} and {found.TokenCapacity}; make it with Generator.ControlOptions", nameof(request));
        }
        if (request.SequenceCount > 0)
            throw new ArgumentException("the request has a sequence already; make one for each text", nameof(request));
        GeneratedSequence sequence = new(this, Context.CreateSequence(), prompt, options, request.Open(prompt));
        sequence.Control!.Initialize();
        return Add(sequence);
    }

    /// <summary>
    /// One step for all sequences: a token for those that have read their prompt, or what their controllers want instead, and as much of
    /// the other prompts as a batch holds.
    /// </summary>
    /// <returns>Whether any sequence goes on.</returns>
    /// <remarks>Where all sequences skip the round, it waits for a moment, at most some milliseconds.</remarks>
    /// <exception cref="NoTokenPossibleException">
    /// A model gave a sequence without a controller logits of which none is a number. The sequence has ended; the others have made their step.
    /// </exception>
    public bool Step()
    {
        RetireEnded();
        if (_active.Count == 0)
            return false;
        FillBatch();
        Compute();
        bool moved = Choose() || _batch.Count > 0;
        RetireEnded();
        if (moved)
            _idle.Reset();
        else if (_active.Count > 0)
            _idle.SpinOnce();
        return _active.Count > 0;
    }

    /// <summary>Ends the context. Sequences may be disposed before or after.</summary>
    public void Dispose() => Context.Dispose();

    static void Check(ReadOnlySpan<int> prompt, GenerationOptions options, int contextLength)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        if (prompt.IsEmpty)
            throw new ArgumentException("the prompt has no tokens; give at least the one that begins a text", nameof(prompt));
        if (prompt.Length > contextLength)
        {
            throw new ArgumentException($"the prompt has {prompt.Length} tokens, the context {contextLength} positions; " +
                "shorten the prompt or make the context longer", nameof(prompt));
        }
    }

    GeneratedSequence Add(GeneratedSequence sequence)
    {
        if (sequence.StopReason is null)
            _active.Add(sequence);
        else
            sequence.Release();
        return sequence;
    }

    /// <summary>The model's part of the step, while controllers prepare.</summary>
    void Compute()
    {
        _round.BeginPreparations();
        try
        {
            if (_batch.Count > 0)
                Context.Step(_batch);
        }
        finally
        {
            _round.EndPreparations();
        }
    }

    /// <summary>The choice of tokens: those of free sequences while the controllers of others decide.</summary>
    /// <returns>Whether a controller did more than to skip the round.</returns>
    bool Choose()
    {
        NoTokenPossibleException? failure = null;
        _round.BeginSteps();
        foreach (GeneratedSequence sequence in _choosing)
        {
            try
            {
                sequence.Choose(_candidates);
            }
            catch (NoTokenPossibleException error)
            {
                failure = error;
                sequence.Cancel(); // the others have their tokens all the same
            }
        }
        bool moved = _round.EndSteps(_active);
        return failure is null ? moved : throw failure;
    }

    /// <summary>Chooses who takes part: single tokens first, so that a long prompt never holds up the others, then prompts in order.</summary>
    void FillBatch()
    {
        while (true)
        {
            _batch.Clear();
            _choosing.Clear();
            _round.Clear();
            int freeBlocks = Context.FreeBlocks;
            bool isAnyReady = false;
            foreach (GeneratedSequence sequence in _active)
            {
                switch (sequence.Pending.Length)
                {
                    case 0: // its controller skipped the round before
                        isAnyReady = true;
                        if (!sequence.Control!.IsWaiting())
                            _round.Add(sequence);
                        break;
                    case 1:
                        Offer(sequence, ref freeBlocks);
                        break;
                }
            }
            foreach (GeneratedSequence sequence in _active)
            {
                if (sequence.Pending.Length > 1 && _batch.TokenCount < _batchTokens)
                    Offer(sequence, ref freeBlocks);
            }
            if (_batch.Count > 0 || isAnyReady)
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
        if (count < pending.Length)
        {
            _batch.Add(sequence.Cache, pending[..count]);
            return;
        }
        _batch.Add(sequence.Cache, pending, StepRows.Last, sequence.Logits);
        if (sequence.Control is null)
            _choosing.Add(sequence);
        else
            _round.Add(sequence);
    }

    void RetireEnded()
    {
        for (int i = _active.Count - 1; i >= 0; i--)
        {
            if (_active[i].StopReason is not null)
                Retire(i);
        }
    }

    void Retire(int index)
    {
        _active[index].Release(); // its blocks may be what another sequence waits for
        _active.RemoveAt(index);
    }
}
