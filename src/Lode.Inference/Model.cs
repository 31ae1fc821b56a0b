using Lode.Formats;
using Lode.Inference.Llama;
using Lode.Weights;

namespace Lode.Inference;

/// <summary>An opened model: hyper-parameters and weights, mapped. Immutable; any number of contexts may share it.</summary>
public sealed class Model : IDisposable
{
    Model(ModelWeights weights, Hyperparameters hyperparameters, LlamaWeights llama)
    {
        Weights = weights;
        Hyperparameters = hyperparameters;
        Llama = llama;
    }

    /// <summary>The shape of the model.</summary>
    public Hyperparameters Hyperparameters { get; }

    /// <summary>The tensors and metadata.</summary>
    public ModelWeights Weights { get; }

    /// <summary>The metadata of the container.</summary>
    public GgufMetadata Metadata => Weights.Metadata;

    internal LlamaWeights Llama { get; }

    /// <summary>Opens a GGUF model by mapping it. Takes time and memory for the header only.</summary>
    /// <param name="path">The file; any part of a split model.</param>
    /// <exception cref="ModelFormatException">The file is damaged or cannot be run; the message says why.</exception>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public static Model Open(string path)
    {
        ModelWeights weights = ModelWeights.Open(path);
        try
        {
            Support.RequireArchitecture(weights.Source);
            Hyperparameters hyperparameters = LlamaHyperparameters.Read(weights.Source);
            LlamaWeights llama = new(weights, hyperparameters);
            weights.CheckAllUsed(hyperparameters.Architecture);
            return new Model(weights, hyperparameters, llama);
        }
        catch
        {
            weights.Dispose();
            throw;
        }
    }

    /// <summary>Ends the mapping. No context of this model may be used after this.</summary>
    public void Dispose() => Weights.Dispose();
}
