using System.Diagnostics;
using Lode.Cli.Errors;
using Lode.Cli.Streams;
using Lode.Inference;
using Lode.Memory;

namespace Lode.Cli.Benching;

/// <summary>One model with one number of threads: runs a test once.</summary>
sealed class BenchModel : IDisposable
{
    readonly Interruption _interruption;
    readonly InferenceContext _context;
    readonly RowBuffer _row;
    readonly int[] _tokens;
    readonly StepBatch _batch = new();

    public BenchModel(Model model, BenchRequest request, int threads, Interruption interruption)
    {
        _interruption = interruption;
        Model = model;
        Threads = threads;
        int length = request.Tests.Max(test => test.Depth + test.Tokens);
        if (length > model.Hyperparameters.ContextLength)
        {
            throw new CommandException($"{model.Weights.Source.Files[0].File.Path}: a test of {length} tokens is longer than what the model was made for, "
                + $"{model.Hyperparameters.ContextLength}; ask for fewer tokens (-p, -n, -d)");
        }
        _context = new InferenceContext(model, new ContextOptions { ContextLength = length, Threads = threads, MaxBatchTokens = request.Batch });
        _row = new RowBuffer(1, model.Hyperparameters.VocabularySize);
        Random random = new(1); // which tokens is all the same to the kernels, but not to the choice of experts
        _tokens = [.. Enumerable.Range(0, length).Select(_ => random.Next(model.Hyperparameters.VocabularySize))];
    }

    public Model Model { get; }

    public int Threads { get; }

    /// <summary>Runs a test.</summary>
    /// <returns>Its wall time, and that of all threads together.</returns>
    /// <exception cref="InterruptedException">Ctrl-C.</exception>
    public (TimeSpan Wall, TimeSpan Cpu) Run(BenchTest test)
    {
        using KvSequence sequence = _context.CreateSequence();
        if (test.Depth > 0)
            Step(sequence, _tokens.AsSpan(0, test.Depth));
        TimeSpan cpu = Environment.CpuUsage.TotalTime;
        long began = Stopwatch.GetTimestamp();
        if (test.PromptTokens > 0)
            Step(sequence, _tokens.AsSpan(test.Depth, test.PromptTokens));
        for (int i = 0; i < test.GeneratedTokens; i++)
            Step(sequence, _tokens.AsSpan(sequence.Length, 1));
        TimeSpan wall = Stopwatch.GetElapsedTime(began);
        return (wall, Environment.CpuUsage.TotalTime - cpu);
    }

    public void Dispose()
    {
        _context.Dispose();
        _row.Dispose();
    }

    // As many at a time as are computed at a time, so that Ctrl-C does not wait for all of a long prompt.
    void Step(KvSequence sequence, ReadOnlySpan<int> tokens)
    {
        const int AtATime = 512;
        for (int first = 0; first < tokens.Length; first += AtATime)
        {
            if (_interruption.IsRequested)
                throw new InterruptedException();
            int count = Math.Min(AtATime, tokens.Length - first);
            _batch.Clear();
            _batch.Add(sequence, tokens.Slice(first, count), first + count == tokens.Length ? StepRows.Last : StepRows.None, _row);
            _context.Step(_batch);
        }
    }
}
