using Lode.Inference;
using Lode.Memory;

namespace Lode.Generation.Evaluation;

/// <summary>Lets a model read chunks, and hands out the logits of their second halves in pieces.</summary>
sealed class ChunkReader : IDisposable
{
    /// <summary>Rows of logits at a time: 33 MB of a vocabulary of 128k.</summary>
    public const int Rows = 64;

    readonly InferenceContext _context;
    readonly KvSequence _sequence;
    readonly RowBuffer _rows;
    readonly StepBatch _batch = new();

    public ChunkReader(Model model, PerplexityOptions options, int chunkLength)
    {
        _context = new InferenceContext(model, options.Context with { ContextLength = chunkLength, CachePositions = 0 });
        _sequence = _context.CreateSequence();
        _rows = new RowBuffer(Rows, model.Hyperparameters.VocabularySize);
    }

    /// <summary>Reads tokens whose logits nobody needs; they begin a new chunk.</summary>
    public void Begin(ReadOnlySpan<int> tokens)
    {
        _sequence.Truncate(0);
        _batch.Clear();
        _batch.Add(_sequence, tokens);
        _context.Step(_batch);
    }

    /// <summary>Reads at most <see cref="Rows"/> tokens; the row after each is kept until the next call.</summary>
    public void Read(ReadOnlySpan<int> tokens)
    {
        _batch.Clear();
        _batch.Add(_sequence, tokens, StepRows.All, _rows);
        _context.Step(_batch);
    }

    public ReadOnlySpan<float> Logits(int row) => _rows.Row(row);

    public void Dispose()
    {
        _sequence.Dispose();
        _context.Dispose();
        _rows.Dispose();
    }
}
