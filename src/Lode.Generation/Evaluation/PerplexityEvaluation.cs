using Lode.Inference;

namespace Lode.Generation.Evaluation;

/// <summary>Measures how well models foretell a text: what quantising costs, on real text.</summary>
/// <remarks>
/// The text is cut into chunks of equal length, and each is read from an empty context. The first token of a chunk is replaced by the one
/// that begins a text, where the model has one. Only tokens of the second half are scored, which have at least half a chunk before them;
/// so the figures are those of llama.cpp's perplexity tool with the same chunk length, and can be compared with published ones.
/// </remarks>
public static class PerplexityEvaluation
{
    const int ShortestChunk = 4;

    /// <summary>Measures the perplexity of a text.</summary>
    /// <param name="model">The model.</param>
    /// <param name="tokens">The text, with the token that begins it. One that is shorter than a chunk is a chunk.</param>
    /// <param name="beginOfText">What takes the place of each chunk's first token; null leaves it.</param>
    /// <param name="options">How, or null for the defaults.</param>
    /// <exception cref="ArgumentException">The text has fewer than four tokens, or an option is out of range.</exception>
    /// <exception cref="OperationCanceledException">The token of the options was cancelled.</exception>
    public static PerplexityResult Measure(Model model, ReadOnlySpan<int> tokens, int? beginOfText, PerplexityOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        options ??= new PerplexityOptions();
        using Chunks chunks = new(tokens, beginOfText, options, model);
        LossSum loss = default;
        while (chunks.Next())
        {
            while (chunks.NextRows() is > 0 and int rows)
            {
                for (int row = 0; row < rows; row++)
                {
                    ReadOnlySpan<float> logits = chunks.Logits(0, row);
                    loss.Add(-new Distribution(logits).LogProbability(logits[chunks.TokenAfter(row)]));
                }
            }
            options.Progress?.Report(new PerplexityProgress(chunks.Done, chunks.Count, Math.Exp(loss.Mean)));
        }
        return new PerplexityResult(chunks.Done, loss.Count, loss.Mean, loss.Error);
    }

    /// <summary>Measures the perplexity of a text for two models, and how far the probabilities of one are from those of the other.</summary>
    /// <param name="model">The model that is judged, such as a quantised one.</param>
    /// <param name="reference">The model that it is held against, with the same vocabulary.</param>
    /// <param name="tokens">The text, with the token that begins it.</param>
    /// <param name="beginOfText">What takes the place of each chunk's first token; null leaves it.</param>
    /// <param name="options">How, or null for the defaults. Both models are read with it, chunk by chunk.</param>
    /// <exception cref="ArgumentException">The vocabularies differ in size, the text has fewer than four tokens, or an option is out of range.</exception>
    /// <exception cref="OperationCanceledException">The token of the options was cancelled.</exception>
    public static DivergenceResult Compare(Model model, Model reference, ReadOnlySpan<int> tokens, int? beginOfText, PerplexityOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(reference);
        if (model.Hyperparameters.VocabularySize != reference.Hyperparameters.VocabularySize)
        {
            throw new ArgumentException($"the model has {model.Hyperparameters.VocabularySize} tokens, the reference "
                + $"{reference.Hyperparameters.VocabularySize}; only models with the same vocabulary can be compared", nameof(reference));
        }
        options ??= new PerplexityOptions();
        using Chunks chunks = new(tokens, beginOfText, options, model, reference);
        LossSum loss = default, referenceLoss = default, divergence = default, squares = default;
        List<double> divergences = [];
        int same = 0;
        while (chunks.Next())
        {
            while (chunks.NextRows() is > 0 and int rows)
            {
                for (int row = 0; row < rows; row++)
                {
                    ReadOnlySpan<float> logits = chunks.Logits(0, row), referenceLogits = chunks.Logits(1, row);
                    int token = chunks.TokenAfter(row);
                    Distribution own = new(logits), other = new(referenceLogits);
                    double log = own.LogProbability(logits[token]), referenceLog = other.LogProbability(referenceLogits[token]);
                    loss.Add(-log);
                    referenceLoss.Add(-referenceLog);
                    squares.Add(Math.Pow(Math.Exp(log) - Math.Exp(referenceLog), 2));
                    double distance = other.DivergenceOf(own, referenceLogits, logits);
                    divergence.Add(distance);
                    divergences.Add(distance);
                    same += own.Likeliest == other.Likeliest ? 1 : 0;
                }
            }
            options.Progress?.Report(new PerplexityProgress(chunks.Done, chunks.Count, Math.Exp(loss.Mean)));
        }
        divergences.Sort();
        return new DivergenceResult
        {
            Model = new PerplexityResult(chunks.Done, loss.Count, loss.Mean, loss.Error),
            Reference = new PerplexityResult(chunks.Done, loss.Count, referenceLoss.Mean, referenceLoss.Error),
            Mean = divergence.Mean,
            Error = divergence.Error,
            Median = divergences[divergences.Count / 2],
            Percentile99 = divergences[Math.Min(divergences.Count - 1, (int)(divergences.Count * 0.99))],
            Largest = divergences[^1],
            SameLikeliest = (double)same / loss.Count,
            RmsProbabilityDifference = Math.Sqrt(squares.Mean),
        };
    }

    /// <summary>Walks through the chunks of a text with one or two models.</summary>
    sealed class Chunks : IDisposable
    {
        readonly ChunkReader[] _readers;
        readonly int[] _tokens;
        readonly int[] _chunk;
        readonly int? _beginOfText;
        readonly CancellationToken _cancellation;
        int _position;
        int _rows;

        public Chunks(ReadOnlySpan<int> tokens, int? beginOfText, PerplexityOptions options, params ReadOnlySpan<Model> models)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(options.ChunkLength, ShortestChunk);
            ArgumentOutOfRangeException.ThrowIfNegative(options.MaxChunks);
            if (tokens.Length < ShortestChunk)
                throw new ArgumentException($"the text has {tokens.Length} tokens; at least {ShortestChunk} are needed", nameof(tokens));
            _tokens = tokens.ToArray();
            _chunk = new int[Math.Min(options.ChunkLength, tokens.Length)];
            _beginOfText = beginOfText;
            _cancellation = options.CancellationToken;
            int all = tokens.Length / _chunk.Length;
            Count = options.MaxChunks == 0 ? all : Math.Min(all, options.MaxChunks);
            _readers = new ChunkReader[models.Length];
            for (int i = 0; i < models.Length; i++)
                _readers[i] = new ChunkReader(models[i], options, _chunk.Length);
        }

        /// <summary>Chunks to read.</summary>
        public int Count { get; }

        /// <summary>Chunks begun.</summary>
        public int Done { get; private set; }

        /// <summary>Begins the next chunk: reads its first half.</summary>
        /// <returns>False when there is none.</returns>
        public bool Next()
        {
            if (Done == Count)
                return false;
            _tokens.AsSpan(Done++ * _chunk.Length, _chunk.Length).CopyTo(_chunk);
            if (_beginOfText is int begin)
                _chunk[0] = begin;
            _position = _chunk.Length / 2;
            _rows = 0;
            foreach (ChunkReader reader in _readers)
            {
                _cancellation.ThrowIfCancellationRequested();
                reader.Begin(_chunk.AsSpan(0, _position));
            }
            return true;
        }

        /// <summary>Reads on, up to the last token but one.</summary>
        /// <returns>How many rows there are now; 0 at the end of the chunk.</returns>
        public int NextRows()
        {
            _position += _rows;
            _rows = Math.Min(ChunkReader.Rows, _chunk.Length - 1 - _position);
            if (_rows == 0)
                return 0;
            foreach (ChunkReader reader in _readers)
            {
                _cancellation.ThrowIfCancellationRequested();
                reader.Read(_chunk.AsSpan(_position, _rows));
            }
            return _rows;
        }

        public ReadOnlySpan<float> Logits(int model, int row) => _readers[model].Logits(row);

        /// <summary>The token that the row foretells.</summary>
        public int TokenAfter(int row) => _chunk[_position + row + 1];

        public void Dispose()
        {
            foreach (ChunkReader reader in _readers)
                reader?.Dispose();
        }
    }
}
