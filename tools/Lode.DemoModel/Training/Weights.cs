using Lode.DemoModel.Kernels;

namespace Lode.DemoModel.Training;

/// <summary>The parameters, plain and packed.</summary>
sealed unsafe class Weights : IDisposable
{
    readonly FloatBuffer _parameters;
    readonly PackedMatrix[] _matrices;

    public Weights(Layout layout)
    {
        Layout = layout;
        _parameters = new FloatBuffer(layout.Length);
        Embedding = new PackedMatrix(layout.Embedding);
        Layers = [.. layout.Layers.Select(layer => new PackedLayer(layer))];
        _matrices = [Embedding, .. Layers.SelectMany(layer => new[] { layer.QueryKeyValue, layer.Output, layer.GateUp, layer.Down })];
    }

    public Layout Layout { get; }

    public PackedMatrix Embedding { get; }

    public PackedLayer[] Layers { get; }

    public float* Pointer => _parameters.Pointer;

    public Span<float> Span => _parameters.Span;

    public float* At(Tensor tensor) => _parameters.Pointer + tensor.Offset;

    /// <summary>Packs all matrices; due after every change of the parameters.</summary>
    public void Pack(ParallelOptions threads) => Parallel.For(0, _matrices.Length, threads, i => _matrices[i].Pack(Pointer));

    public void Dispose()
    {
        _parameters.Dispose();
        Embedding.Dispose();
        foreach (PackedLayer layer in Layers)
            layer.Dispose();
    }
}
