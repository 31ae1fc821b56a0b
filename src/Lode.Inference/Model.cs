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
    public static Model Open(string path) => Create(ModelWeights.Open(path));

    /// <summary>Loads a GGUF model in one of several ways. What cannot be run is refused before weights are read.</summary>
    /// <param name="path">A file, any part of a split model, a pipe, or <c>-</c> for standard input.</param>
    /// <param name="options">How.</param>
    /// <inheritdoc cref="ModelWeights.Open(string, LoadOptions)"/>
    public static Model Open(string path, LoadOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Create(ModelWeights.Open(path, Checking(options)));
    }

    /// <summary>Loads a GGUF model out of a stream. What cannot be run is refused before weights are read.</summary>
    /// <param name="source">The stream; it stays the caller's.</param>
    /// <param name="name">What errors call it.</param>
    /// <param name="options">How, or null for the defaults.</param>
    /// <inheritdoc cref="ModelWeights.Open(Stream, string, LoadOptions)"/>
    public static Model Open(Stream source, string name, LoadOptions? options = null) =>
        Create(ModelWeights.Open(source, name, Checking(options ?? new LoadOptions())));

    static LoadOptions Checking(LoadOptions options) => options with
    {
        HeaderRead = model =>
        {
            Support.RequireArchitecture(model);
            LlamaHyperparameters.Read(model);
            options.HeaderRead?.Invoke(model);
        },
    };

    static Model Create(ModelWeights weights)
    {
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
