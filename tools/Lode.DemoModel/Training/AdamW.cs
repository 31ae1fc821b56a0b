using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Lode.DemoModel.Kernels;

namespace Lode.DemoModel.Training;

/// <summary>Adam with decoupled weight decay (Loshchilov and Hutter 2019), on matrices only, and a limit on the gradient's norm.</summary>
/// <remarks>The work is cut into pieces of fixed size whose sums are added in order, so that threads never change a bit.</remarks>
sealed unsafe class AdamW : IDisposable
{
    const int Piece = 16384;
    const float Beta1 = 0.9f, Beta2 = 0.98f, Epsilon = 1e-8f, Decay = 0.05f, NormLimit = 1;

    readonly Weights _weights;
    readonly FloatBuffer _mean, _square;
    readonly List<(int Offset, int Length, bool Decays)> _pieces = [];
    readonly double[] _sums;

    public AdamW(Weights weights)
    {
        _weights = weights;
        _mean = new FloatBuffer(weights.Layout.Length);
        _square = new FloatBuffer(weights.Layout.Length);
        foreach (Tensor tensor in weights.Layout.All)
        {
            for (int from = 0; from < tensor.Length; from += Piece)
                _pieces.Add((tensor.Offset + from, Math.Min(Piece, tensor.Length - from), tensor.IsMatrix));
        }
        _sums = new double[_pieces.Count];
    }

    /// <summary>Running means of the gradient and of its square.</summary>
    public (FloatBuffer Mean, FloatBuffer Square) Moments => (_mean, _square);

    /// <summary>Sums the shards' gradients into the first, clears the others, and takes one step. Returns the gradient's norm before the limit.</summary>
    /// <param name="shards">One gradient for each shard.</param>
    /// <param name="step">How many steps were taken before.</param>
    /// <param name="rate">The learning rate.</param>
    /// <param name="threads">How many threads may work.</param>
    public double Step(FloatBuffer[] shards, int step, double rate, ParallelOptions threads)
    {
        Parallel.For(0, _pieces.Count, threads, piece => _sums[piece] = Gather(shards, _pieces[piece].Offset, _pieces[piece].Length));
        double norm = 0;
        foreach (double sum in _sums)
            norm += sum;
        norm = Math.Sqrt(norm);
        double bias1 = 1, bias2 = 1;
        for (int i = 0; i <= step && bias1 + bias2 > 0; i++)
            (bias1, bias2) = (bias1 * Beta1, bias2 * Beta2);
        float limit = (float)Math.Min(1, NormLimit / (norm + 1e-12));
        float unbias1 = (float)(1 / (1 - bias1)), unbias2 = (float)(1 / (1 - bias2));
        Parallel.For(0, _pieces.Count, threads, piece =>
        {
            (int offset, int length, bool decays) = _pieces[piece];
            Update(
                _weights.Pointer + offset, shards[0].Pointer + offset, _mean.Pointer + offset, _square.Pointer + offset, length,
                limit, unbias1, unbias2, (float)rate, decays ? (float)rate * Decay : 0);
        });
        return norm;
    }

    public void Dispose()
    {
        _mean.Dispose();
        _square.Dispose();
    }

    static double Gather(FloatBuffer[] shards, int offset, int length)
    {
        Vector512<float> squares = default;
        for (int i = offset; i < offset + length; i += 16)
        {
            Vector512<float> sum = Vector512.Load(shards[0].Pointer + i);
            for (int shard = 1; shard < shards.Length; shard++)
            {
                sum += Vector512.Load(shards[shard].Pointer + i);
                Vector512<float>.Zero.Store(shards[shard].Pointer + i);
            }
            sum.Store(shards[0].Pointer + i);
            squares = Vector512.FusedMultiplyAdd(sum, sum, squares);
        }
        return VectorMath.Sum(squares);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Update(
        float* weight, float* gradient, float* mean, float* square, int length, float limit, float unbias1, float unbias2, float rate, float decay)
    {
        for (int i = 0; i < length; i += 16)
        {
            Vector512<float> g = Vector512.Load(gradient + i) * Vector512.Create(limit);
            Vector512<float> m = Vector512.FusedMultiplyAdd(Vector512.Load(mean + i), Vector512.Create(Beta1), g * Vector512.Create(1 - Beta1));
            Vector512<float> s = Vector512.FusedMultiplyAdd(Vector512.Load(square + i), Vector512.Create(Beta2), g * g * Vector512.Create(1 - Beta2));
            m.Store(mean + i);
            s.Store(square + i);
            Vector512<float> change = m * Vector512.Create(unbias1) / (Vector512.Sqrt(s * Vector512.Create(unbias2)) + Vector512.Create(Epsilon));
            Vector512<float> w = Vector512.Load(weight + i);
            (w - change * Vector512.Create(rate) - w * Vector512.Create(decay)).Store(weight + i);
            Vector512<float>.Zero.Store(gradient + i);
        }
    }
}
