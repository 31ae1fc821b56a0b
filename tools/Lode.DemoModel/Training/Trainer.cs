using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Lode.DemoModel.Kernels;
using Lode.DemoModel.Vocabulary;

namespace Lode.DemoModel.Training;

/// <summary>The training loop. Its result depends on the seed and the number of steps alone.</summary>
/// <remarks>A step's rows are dealt to a fixed number of shards, each with a gradient of its own; threads take shards as they come.</remarks>
sealed unsafe class Trainer : IDisposable
{
    const int Shards = 4, RowsPerShard = 2;

    readonly RowBuilder _rows;
    readonly Network _network;
    readonly AdamW _optimizer;
    readonly FloatBuffer[] _gradients;
    readonly ConcurrentBag<Workspace> _workspaces = [];
    readonly ParallelOptions _threads;
    readonly ulong _seed;

    public Trainer(Shape shape, BytePairVocabulary vocabulary, ulong seed, int threads)
    {
        _seed = seed;
        _threads = new ParallelOptions { MaxDegreeOfParallelism = threads };
        _rows = new RowBuilder(vocabulary, shape.Context);
        Weights = new Weights(new Layout(shape));
        Initialization.Fill(Weights.Span, Weights.Layout, seed);
        _network = new Network(Weights);
        _optimizer = new AdamW(Weights);
        _gradients = [.. Enumerable.Range(0, Shards).Select(_ => new FloatBuffer(Weights.Layout.Length))];
    }

    public Weights Weights { get; }

    /// <summary>How many steps have been taken.</summary>
    public int Step { get; set; }

    /// <summary>Everything that a checkpoint must hold.</summary>
    public FloatBuffer[] Moments => [_optimizer.Moments.Mean, _optimizer.Moments.Square];

    /// <summary>A hash of all weights, to compare runs by.</summary>
    public string Hash => Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(Weights.Span)));

    /// <summary>One step of a training of <paramref name="steps"/> in all.</summary>
    public StepReport Run(int steps)
    {
        Weights.Pack(_threads);
        Row[] rows = new Row[Shards * RowsPerShard];
        Parallel.For(0, rows.Length, _threads, i => rows[i] = _rows.Build(_seed, Step, i));
        int trained = rows.Sum(row => row.Trained);
        double[] losses = new double[Shards];
        Parallel.For(0, Shards, _threads, shard =>
        {
            Workspace space = _workspaces.TryTake(out Workspace? free) ? free : new Workspace(Weights.Layout.Shape);
            foreach (Row row in rows.AsSpan(shard * RowsPerShard, RowsPerShard))
                losses[shard] += _network.Run(row, 1f / trained, _gradients[shard].Pointer, space);
            _workspaces.Add(space);
        });
        double norm = _optimizer.Step(_gradients, Step, Schedule.Rate(Step, steps), _threads);
        Step++;
        return new StepReport(losses.Sum() / trained, rows.Sum(row => row.Surprise) / trained, norm, rows.Sum(row => row.Tokens.Length), trained);
    }

    public void Dispose()
    {
        _network.Dispose();
        _optimizer.Dispose();
        Weights.Dispose();
        foreach (FloatBuffer gradient in _gradients)
            gradient.Dispose();
        foreach (Workspace space in _workspaces)
            space.Dispose();
    }
}
