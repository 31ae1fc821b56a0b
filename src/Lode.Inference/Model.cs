using Lode.Formats;
using Lode.Inference.Architectures;
using Lode.Inference.Transformer;
using Lode.Kernels.Matrix;
using Lode.Weights;

namespace Lode.Inference;

/// <summary>An opened model: hyper-parameters and weights, mapped. Immutable; any number of contexts may share it.</summary>
public sealed class Model : IDisposable
{
    Model(ModelWeights weights, Architecture architecture, Hyperparameters hyperparameters, TransformerWeights transformer)
    {
        Weights = weights;
        Architecture = architecture;
        Hyperparameters = hyperparameters;
        Transformer = transformer;
    }

    /// <summary>The shape of the model.</summary>
    public Hyperparameters Hyperparameters { get; }

    /// <summary>The tensors and metadata.</summary>
    public ModelWeights Weights { get; }

    /// <summary>The metadata of the container.</summary>
    public GgufMetadata Metadata => Weights.Metadata;

    internal Architecture Architecture { get; }

    internal TransformerWeights Transformer { get; }

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
            HyperparameterReader.Read(model, Support.RequireArchitecture(model));
            options.HeaderRead?.Invoke(model);
        },
    };

    static Model Create(ModelWeights weights)
    {
        try
        {
            Architecture architecture = Support.RequireArchitecture(weights.Source);
            Hyperparameters hyperparameters = HyperparameterReader.Read(weights.Source, architecture);
            KernelPreparation.Start(weights.MatrixFormats);
            TransformerWeights transformer = new(weights, architecture, hyperparameters);
            weights.CheckAllUsed(architecture.Name);
            return new Model(weights, architecture, hyperparameters, transformer);
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
