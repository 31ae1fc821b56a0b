namespace Lode.Tokenizers;

public sealed partial class Tokenizer
{
    /// <summary>Encodes many texts on several threads: all ids in one array, and where each text's begin.</summary>
    /// <param name="texts">The texts; a lone surrogate counts as U+FFFD.</param>
    /// <param name="options">What to add and what to recognise.</param>
    /// <param name="threads">How many threads may work; 0 for as many as there are processors.</param>
    /// <param name="progress">Told now and then how many texts are done, from any of the threads; or null.</param>
    /// <param name="cancellation">Ends the work between two texts.</param>
    /// <returns>The same ids as one by one, whatever the threads did.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was cancelled.</exception>
    public TokenBatch EncodeBatch(
        IReadOnlyList<string> texts, EncodeOptions options = default, int threads = 0, IProgress<int>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        return BatchEncoder.Run(
            texts.Count, (index, ids) => EncodeToIds(texts[index].AsSpan(), ids, options), threads, progress, cancellation);
    }

    /// <summary>Encodes many UTF-8 texts on several threads: all ids in one array, and where each text's begin.</summary>
    /// <inheritdoc cref="EncodeBatch(IReadOnlyList{string}, EncodeOptions, int, IProgress{int}?, CancellationToken)"/>
    public TokenBatch EncodeBatch(
        IReadOnlyList<ReadOnlyMemory<byte>> texts, EncodeOptions options = default, int threads = 0, IProgress<int>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        return BatchEncoder.Run(
            texts.Count, (index, ids) => EncodeToIds(texts[index].Span, ids, options), threads, progress, cancellation);
    }
}
