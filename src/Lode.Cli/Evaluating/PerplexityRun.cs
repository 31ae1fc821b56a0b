using System.Diagnostics;
using Lode.Cli.Errors;
using Lode.Cli.Loading;
using Lode.Cli.Streams;
using Lode.Generation;
using Lode.Generation.Evaluation;
using Lode.Tokenizers;
using Lode.Weights;

namespace Lode.Cli.Evaluating;

/// <summary>Opens one or two models, lets them read a text, and reports.</summary>
/// <param name="modelFile">The model.</param>
/// <param name="otherFile">The model that it is held against; null for none.</param>
/// <param name="load">How both are opened.</param>
/// <param name="interruption">Ctrl-C.</param>
/// <param name="loading">Is told how far the weights have come.</param>
sealed class PerplexityRun(string modelFile, string? otherFile, LoadOptions load, Interruption interruption, LoadingProgress loading)
{
    /// <param name="text">The text.</param>
    /// <param name="file">What the report calls it.</param>
    /// <param name="options">How it is read.</param>
    /// <exception cref="InterruptedException">Ctrl-C.</exception>
    /// <exception cref="CommandException">The text is too short, or the models have different vocabularies.</exception>
    public PerplexityReport Run(byte[] text, string file, PerplexityOptions options)
    {
        long began = Stopwatch.GetTimestamp();
        using LanguageModel model = ModelOpening.Open(modelFile, load, interruption, loading);
        using LanguageModel? other = otherFile is null ? null : ModelOpening.Open(otherFile, load, interruption, loading);
        loading.Stop();
        int[] tokens = model.Tokenizer.EncodeToIds(text, new EncodeOptions(AddSpecial: true));
        Check(model, other, tokens, text, file);
        int? begin = tokens.Length > 0 && tokens[0] == model.Tokenizer.BeginOfText ? tokens[0] : null;
        try
        {
            DivergenceResult? divergence = other is null ? null : PerplexityEvaluation.Compare(model.Model, other.Model, tokens, begin, options);
            PerplexityResult result = divergence?.Model ?? PerplexityEvaluation.Measure(model.Model, tokens, begin, options);
            return new PerplexityReport
            {
                Model = modelFile,
                File = file,
                Tokens = tokens.Length,
                ChunkLength = Math.Min(options.ChunkLength, tokens.Length),
                Chunks = result.Chunks,
                TokensScored = result.Tokens,
                Perplexity = result.Perplexity,
                PerplexityError = result.PerplexityError,
                Loss = result.MeanLoss,
                Against = divergence is null ? null : Against(otherFile!, divergence),
                ElapsedUs = (long)Stopwatch.GetElapsedTime(began).TotalMicroseconds,
            };
        }
        catch (OperationCanceledException)
        {
            throw new InterruptedException();
        }
    }

    void Check(LanguageModel model, LanguageModel? other, int[] tokens, byte[] text, string file)
    {
        if (tokens.Length < 4)
            throw new CommandException($"{file}: the text is too short to foretell any of it ({tokens.Length} of 4 tokens at least); give one of a chunk or more");
        if (other is null)
            return;
        int size = model.Model.Hyperparameters.VocabularySize, otherSize = other.Model.Hyperparameters.VocabularySize;
        if (size != otherSize)
            throw new CommandException($"{otherFile} has {otherSize} tokens, {modelFile} has {size}; only models with the same vocabulary can be compared");
        if (!other.Tokenizer.EncodeToIds(text, new EncodeOptions(AddSpecial: true)).AsSpan().SequenceEqual(tokens))
            throw new CommandException($"{otherFile} and {modelFile} make different tokens of {file}; only models with the same vocabulary can be compared");
    }

    static DivergenceReport Against(string file, DivergenceResult result) => new()
    {
        Model = file,
        Perplexity = result.Reference.Perplexity,
        PerplexityError = result.Reference.PerplexityError,
        KlMean = result.Mean,
        KlError = result.Error,
        KlMedian = result.Median,
        Kl99 = result.Percentile99,
        KlLargest = result.Largest,
        SameLikeliest = result.SameLikeliest,
        RmsProbabilityDifference = result.RmsProbabilityDifference,
    };
}
