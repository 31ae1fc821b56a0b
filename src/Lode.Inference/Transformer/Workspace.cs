using Lode.Inference.Architectures;
using Lode.Kernels.Matrix;
using Lode.Kernels.Operators;
using Lode.Kernels.Threading;

namespace Lode.Inference.Transformer;

/// <summary>What the parts of a graph work with: the description, the rows, the threads, and the slice at hand.</summary>
sealed unsafe class Workspace : IDisposable
{
    internal Workspace(Model model, ThreadTeam team, int maxTokens, int rotations)
    {
        Architecture = model.Architecture;
        Shape = model.Hyperparameters;
        Team = team;
        MaxTokens = maxTokens;
        Rows = new Activations(Shape, maxTokens, rotations);
        Product = new ProductJob(team.Size, maxTokens, Math.Max(3, 2 * Shape.ExpertCount));
    }

    internal Architecture Architecture { get; }

    internal Hyperparameters Shape { get; }

    internal ThreadTeam Team { get; }

    internal int MaxTokens { get; }

    internal Activations Rows { get; }

    internal ProductJob Product { get; }

    internal Slice Slice { get; set; } = null!;

    /// <summary>The layer that runs.</summary>
    internal LayerWeights Layer { get; private set; } = null!;

    /// <summary>Its number.</summary>
    internal int LayerIndex { get; private set; }

    /// <summary>The gain of the norm at the beginning of the next layer; null behind the last one.</summary>
    float* _nextNorm;

    /// <summary>Begins a layer.</summary>
    internal void SetLayer(LayerWeights[] layers, int index)
    {
        Layer = layers[index];
        LayerIndex = index;
        _nextNorm = index + 1 < layers.Length ? layers[index + 1].AttentionNorm : null;
    }

    /// <summary>Normalises a token's state into the input of the next layer's first products.</summary>
    internal void NormForNextLayer(int token)
    {
        if (_nextNorm != null)
            Norm(token, _nextNorm);
    }

    /// <summary>Normalises a token's state into the input of the next product.</summary>
    internal void Norm(int token, float* gain) =>
        RmsNorm.Row(Rows.State + token * Rows.Width, gain, Rows.Normed + token * Rows.Width, Shape.EmbeddingLength, Shape.NormEpsilon);

    /// <summary>Adds what attention or feed-forward made to a token's state, normalised before where there is a gain for it.</summary>
    internal void AddProjected(int token, float* postNorm)
    {
        float* projected = Rows.Projected + token * Rows.Width;
        if (postNorm != null)
            RmsNorm.Row(projected, postNorm, projected, Shape.EmbeddingLength, Shape.NormEpsilon);
        AddRow.Row(Rows.State + token * Rows.Width, projected, Shape.EmbeddingLength);
    }

    /// <summary>Turns a row of gates and one of ups into the input of the down projection, in place of the gates.</summary>
    internal void Activate(int row)
    {
        float* gate = Rows.Gate + row * Rows.HiddenWidth;
        float* up = Rows.Up + row * Rows.HiddenWidth;
        if (Architecture.Activation == GatedActivation.GeGlu)
            GeGlu.Row(gate, up, Shape.FeedForwardLength);
        else
            SwiGlu.Row(gate, up, Shape.FeedForwardLength);
    }

    public void Dispose()
    {
        Product.Dispose();
        Rows.Dispose();
    }
}
