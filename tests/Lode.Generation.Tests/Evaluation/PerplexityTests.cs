using Lode.Formats;
using Lode.Generation.Evaluation;
using Lode.Inference;
using Lode.Tests;

namespace Lode.Generation.Tests;

/// <summary>Perplexity and divergence against what an independent float64 pass gives by the definitions.</summary>
public sealed class PerplexityTests : IDisposable
{
    const int Begin = 3;

    static readonly int[] s_text = [.. Enumerable.Range(0, 101).Select(i => i * 37 % 256)];
    static readonly PerplexityOptions s_options = new() { ChunkLength = 24 };

    readonly TemporaryModel _firstFile = new(new SyntheticModel());
    readonly TemporaryModel _secondFile = new(new SyntheticModel { Biases = true });
    readonly Model _first;
    readonly Model _second;

    public PerplexityTests()
    {
        _first = Model.Open(_firstFile.Path);
        _second = Model.Open(_secondFile.Path);
    }

    public void Dispose()
    {
        _first.Dispose();
        _second.Dispose();
        _firstFile.Dispose();
        _secondFile.Dispose();
    }

    [Theory]
    [InlineData(null)]
    [InlineData(Begin)]
    public void Perplexity_is_that_of_float64(int? begin)
    {
        double[] losses = [.. Exact(_firstFile.Path, begin).Select(row => -row.Log[row.Token])];
        double mean = losses.Average();
        double deviation = Math.Sqrt(losses.Sum(loss => (loss - mean) * (loss - mean)) / (losses.Length - 1)); // of the sample
        PerplexityResult result = PerplexityEvaluation.Measure(_first, s_text, begin, s_options);
        result.Chunks.ShouldBe(4);
        result.Tokens.ShouldBe(4 * 11); // of 24: those after the 13th to the 23rd
        result.MeanLoss.ShouldBe(mean, 1e-5);
        result.Perplexity.ShouldBe(Math.Exp(mean), 1e-5 * Math.Exp(mean));
        result.LossError.ShouldBe(deviation / Math.Sqrt(losses.Length), 1e-5);
        result.PerplexityError.ShouldBe(result.Perplexity * result.LossError, 1e-9);
    }

    [Fact]
    public void Divergence_is_that_of_float64()
    {
        List<(double[] Log, int Token)> first = Exact(_firstFile.Path, Begin), second = Exact(_secondFile.Path, Begin);
        double[] divergences = [.. first.Zip(second, (model, reference) => reference.Log.Zip(model.Log, (p, q) => Math.Exp(p) * (p - q)).Sum())];
        DivergenceResult result = PerplexityEvaluation.Compare(_first, _second, s_text, Begin, s_options);
        result.Model.ShouldBe(PerplexityEvaluation.Measure(_first, s_text, Begin, s_options));
        result.Reference.ShouldBe(PerplexityEvaluation.Measure(_second, s_text, Begin, s_options));
        divergences.Average().ShouldBeGreaterThan(0.01); // they do differ
        result.Mean.ShouldBe(divergences.Average(), 1e-5);
        result.Largest.ShouldBe(divergences.Max(), 1e-5);
        result.Median.ShouldBe(divergences.Order().ElementAt(divergences.Length / 2), 1e-5);
        result.Percentile99.ShouldBe(divergences.Order().ElementAt((int)(divergences.Length * 0.99)), 1e-5);
        result.SameLikeliest.ShouldBe(first.Zip(second, (a, b) => Best(a.Log) == Best(b.Log) ? 1.0 : 0).Average(), 1e-9);
        double squares = first.Zip(second, (a, b) => Math.Pow(Math.Exp(a.Log[a.Token]) - Math.Exp(b.Log[b.Token]), 2)).Average();
        result.RmsProbabilityDifference.ShouldBe(Math.Sqrt(squares), 1e-6);
    }

    [Fact]
    public void A_model_does_not_diverge_from_itself()
    {
        DivergenceResult result = PerplexityEvaluation.Compare(_first, _first, s_text, null, s_options);
        result.Largest.ShouldBe(0);
        result.SameLikeliest.ShouldBe(1);
        result.RmsProbabilityDifference.ShouldBe(0);
        result.Reference.ShouldBe(result.Model);
    }

    [Fact]
    public void The_result_depends_on_neither_threads_nor_batches()
    {
        PerplexityResult expected = PerplexityEvaluation.Measure(_first, s_text, Begin, s_options);
        foreach ((int threads, int batch) in ((int, int)[])[(1, 1), (3, 5), (2, 128)])
        {
            ContextOptions context = new() { Threads = threads, MaxBatchTokens = batch };
            PerplexityEvaluation.Measure(_first, s_text, Begin, s_options with { Context = context }).ShouldBe(expected);
        }
    }

    [Fact]
    public void A_text_shorter_than_a_chunk_is_a_chunk_and_more_than_asked_for_is_not_read()
    {
        PerplexityEvaluation.Measure(_first, s_text.AsSpan(0, 10), null, s_options).ShouldBe(
            PerplexityEvaluation.Measure(_first, s_text.AsSpan(0, 10), null, s_options with { ChunkLength = 10 }));
        List<PerplexityProgress> reports = [];
        PerplexityResult two = PerplexityEvaluation.Measure(_first, s_text, null,
            s_options with { MaxChunks = 2, Progress = new Collected(reports) });
        two.ShouldBe(PerplexityEvaluation.Measure(_first, s_text.AsSpan(0, 48), null, s_options));
        reports.Select(report => (report.Chunks, report.All)).ShouldBe([(1, 2), (2, 2)]);
        reports[^1].Perplexity.ShouldBe(two.Perplexity);
    }

    [Fact]
    public void What_cannot_be_measured_is_refused()
    {
        Should.Throw<ArgumentException>(() => PerplexityEvaluation.Measure(_first, s_text.AsSpan(0, 3), null)).Message.ShouldContain("3 tokens");
        Should.Throw<ArgumentOutOfRangeException>(() => PerplexityEvaluation.Measure(_first, s_text, null, s_options with { ChunkLength = 3 }));
        Should.Throw<ArgumentOutOfRangeException>(() => PerplexityEvaluation.Measure(_first, s_text, null, s_options with { MaxChunks = -1 }));
        Should.Throw<OperationCanceledException>(() =>
            PerplexityEvaluation.Measure(_first, s_text, null, s_options with { CancellationToken = new CancellationToken(canceled: true) }));
        using Model larger = Model.Open(Path.Combine(TestData.RepositoryRoot, "models", "demo.gguf"));
        Should.Throw<ArgumentException>(() => PerplexityEvaluation.Compare(_first, larger, s_text, null)).Message.ShouldContain("same vocabulary");
    }

    /// <summary>The logarithms of the probabilities after each scored position, and the token that came.</summary>
    static List<(double[] Log, int Token)> Exact(string path, int? begin)
    {
        List<(double[], int)> rows = [];
        for (int first = 0; first + s_options.ChunkLength <= s_text.Length; first += s_options.ChunkLength)
        {
            using GgufModel file = GgufModel.Open(path);
            Float64Transformer exact = new(file);
            int[] chunk = s_text[first..(first + s_options.ChunkLength)];
            chunk[0] = begin ?? chunk[0];
            for (int i = 0; i < chunk.Length - 1; i++)
            {
                double[] logits = exact.Next(chunk[i]);
                double sum = logits.Max() + Math.Log(logits.Sum(logit => Math.Exp(logit - logits.Max())));
                if (i >= chunk.Length / 2)
                    rows.Add(([.. logits.Select(logit => logit - sum)], chunk[i + 1]));
            }
        }
        return rows;
    }

    static int Best(double[] values) => Array.IndexOf(values, values.Max());

    sealed class Collected(List<PerplexityProgress> reports) : IProgress<PerplexityProgress>
    {
        public void Report(PerplexityProgress value) => reports.Add(value);
    }
}
