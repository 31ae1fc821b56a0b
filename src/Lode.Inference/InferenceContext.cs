using Lode.Inference.Cache;
using Lode.Inference.Transformer;
using Lode.Kernels.Attention;
using Lode.Kernels.Threading;

namespace Lode.Inference;

/// <summary>What it takes to run a model: threads, scratch memory and the key/value cache.</summary>
/// <remarks>
/// <see cref="Step"/> computes any number of sequences at once. A row's values depend on the tokens before it only: they are the same to
/// the bit whatever else is in the batch, however the tokens were cut into steps, and on however many threads. A context serves one thread
/// at a time; a model serves any number of contexts.
/// </remarks>
public sealed class InferenceContext : IDisposable
{
    readonly ThreadTeam _team;
    readonly KvCache _cache;
    readonly Slice _slice;
    bool _stepping;

    /// <summary>Makes a context.</summary>
    /// <param name="model">The model; it must outlive the context.</param>
    /// <param name="options">Sizes, or null for the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    /// <exception cref="InsufficientMemoryException">The address space does not allow a cache of this size.</exception>
    public InferenceContext(Model model, ContextOptions? options = null)
    {
        options ??= new ContextOptions();
        ArgumentOutOfRangeException.ThrowIfNegative(options.ContextLength);
        ArgumentOutOfRangeException.ThrowIfNegative(options.CachePositions);
        ArgumentOutOfRangeException.ThrowIfNegative(options.Threads);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxBatchTokens, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.MaxBatchTokens, 4096);
        Model = model;
        ContextLength = options.ContextLength == 0 ? model.Hyperparameters.ContextLength : options.ContextLength;
        int threads = options.Threads == 0 ? Environment.ProcessorCount : options.Threads;
        CacheType = Resolve(options.CacheType, model);
        KvFormat format = CacheType switch { CacheType.F32 => KvFormat.F32, CacheType.F16 => KvFormat.F16, _ => KvFormat.Q8_0 };
        _cache = new KvCache(model.Hyperparameters, format, options.CachePositions == 0 ? ContextLength : options.CachePositions);
        _team = new ThreadTeam(threads);
        _slice = new Slice(options.MaxBatchTokens);
        Graph = new TransformerGraph(model, _cache, _team, options.MaxBatchTokens, ContextLength);
    }

    /// <summary>The model.</summary>
    public Model Model { get; }

    /// <summary>The most positions of one sequence.</summary>
    public int ContextLength { get; }

    /// <summary>Threads, the caller's included.</summary>
    public int Threads => _team.Size;

    /// <summary>How keys and values are stored: what the options said, or what <see cref="CacheType.Auto"/> came to.</summary>
    public CacheType CacheType { get; }

    /// <summary>Cache blocks in use, and the bytes of one.</summary>
    public (int Blocks, long BlockBytes) CacheUse => (_cache.Pool.InUse, _cache.Pool.BlockBytes);

    /// <summary>Cache blocks that are free.</summary>
    public int FreeBlocks => _cache.Pool.Available;

    /// <summary>What is told where the time of steps goes; null, the default, for nothing.</summary>
    public StepProfile? Profile
    {
        get => Graph.Profile;
        set => Graph.Profile = value;
    }

    internal TransformerGraph Graph { get; }

    internal bool IsDisposed { get; private set; }

    /// <summary>A new, empty sequence.</summary>
    /// <exception cref="ObjectDisposedException">The context was disposed.</exception>
    public KvSequence CreateSequence()
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        return new KvSequence(this, _cache, ContextLength / AttentionTile.Positions + 2);
    }

    /// <summary>Appends the batch's tokens to their sequences and writes the rows asked for.</summary>
    /// <param name="batch">The work.</param>
    /// <param name="cancellation">Looked at before each part of <see cref="ContextOptions.MaxBatchTokens"/> tokens.</param>
    /// <exception cref="ArgumentException">A sequence belongs to another context, or a target's columns do not fit the kind of row.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A token id is not in the vocabulary, or a sequence would outgrow the context.</exception>
    /// <exception cref="CacheFullException">The cache has no room.</exception>
    /// <exception cref="InvalidOperationException">A step is running.</exception>
    /// <exception cref="ObjectDisposedException">The context or a sequence was disposed.</exception>
    /// <exception cref="OperationCanceledException">The step was cancelled.</exception>
    /// <remarks>After any of these no sequence has changed; rows may have been written.</remarks>
    public void Step(StepBatch batch, CancellationToken cancellation = default)
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        if (_stepping)
            throw new InvalidOperationException("a step of this context is running; a context serves one thread at a time");
        Check(batch);
        _stepping = true;
        try
        {
            foreach (ref readonly StepBatch.Entry entry in batch.Entries)
                entry.Sequence.Reserve(entry.TokenCount);
            foreach (ref readonly StepBatch.Entry entry in batch.Entries)
                Run(entry, batch.Tokens.Slice(entry.FirstToken, entry.TokenCount), cancellation);
            Flush(cancellation);
            foreach (ref readonly StepBatch.Entry entry in batch.Entries)
                entry.Sequence.Advance(entry.TokenCount);
        }
        finally
        {
            // Behind an error, what was reserved and not computed is given back.
            foreach (ref readonly StepBatch.Entry entry in batch.Entries)
                entry.Sequence.Release();
            _slice.Clear();
            _stepping = false;
        }
    }

    /// <summary>Ends the threads and gives the memory back. Sequences of this context may be disposed before or after.</summary>
    public void Dispose()
    {
        if (IsDisposed)
            return;
        IsDisposed = true;
        _team.Dispose();
        Graph.Dispose();
        _cache.Dispose();
    }

    static CacheType Resolve(CacheType type, Model model)
    {
        if (!Enum.IsDefined(type))
            throw new ArgumentOutOfRangeException(nameof(type), $"{type} is no type of cache");
        return type != CacheType.Auto ? type : model.Transformer.RoundsActivations ? CacheType.F16 : CacheType.F32;
    }

    void Run(in StepBatch.Entry entry, ReadOnlySpan<int> tokens, CancellationToken cancellation)
    {
        for (int i = 0; i < tokens.Length; i++)
        {
            bool wanted = entry.Rows == StepRows.All || (entry.Rows == StepRows.Last && i == tokens.Length - 1);
            int row = entry.FirstRow + (entry.Rows == StepRows.All ? i : 0);
            _slice.Add(entry.Sequence, tokens[i], entry.Sequence.Length + i, wanted ? entry.Target : null, row, entry.Kind);
            if (_slice.IsFull)
                Flush(cancellation);
        }
    }

    void Flush(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (_slice.Count > 0)
            Graph.Run(_slice);
        _slice.Clear();
    }

    void Check(StepBatch batch)
    {
        int needed = 0;
        foreach (ref readonly StepBatch.Entry entry in batch.Entries)
        {
            entry.Sequence.CheckUsable();
            if (!ReferenceEquals(entry.Sequence.Context, this))
                throw new ArgumentException("a sequence of another context is in the batch", nameof(batch));
            if (entry.TokenCount > ContextLength - entry.Sequence.Length)
            {
                throw new ArgumentOutOfRangeException(nameof(batch),
                    $"{entry.TokenCount} tokens after {entry.Sequence.Length} exceed the context of {ContextLength} positions");
            }
            int columns = entry.Kind == RowKind.Logits ? Model.Hyperparameters.VocabularySize : Model.Hyperparameters.EmbeddingLength;
            if (entry.Target is not null && entry.Target.Columns != columns)
                throw new ArgumentException($"rows of {entry.Kind} have {columns} values, the target has {entry.Target.Columns}", nameof(batch));
            needed += entry.Sequence.BlocksNeeded(entry.TokenCount);
        }
        foreach (int token in batch.Tokens)
        {
            if ((uint)token >= (uint)Model.Hyperparameters.VocabularySize)
                throw new ArgumentOutOfRangeException(nameof(batch), $"token {token} is not in the vocabulary of {Model.Hyperparameters.VocabularySize}");
        }
        if (needed > _cache.Pool.Available)
            throw new CacheFullException(needed, _cache.Pool.Available);
    }
}
