using Lode.Formats;
using Lode.Weights.HuggingFace;
using Lode.Weights.Quantization;

namespace Lode.Packing;

/// <summary>Converts models to GGUF: from what people download to what Lode maps. Memory is bounded, however large the model is.</summary>
public static class ModelConverter
{
    /// <summary>Converts a model.</summary>
    /// <param name="source">A Hugging Face folder, a safetensors file or index in it; or a GGUF file, any part of a split one.</param>
    /// <param name="output">The GGUF file to write. It appears complete or not at all.</param>
    /// <param name="options">To what, and how.</param>
    /// <param name="cancellation">Ends the work early; nothing is left then.</param>
    /// <exception cref="ArgumentException">The source is a GGUF file, and no type was given.</exception>
    /// <exception cref="ModelFormatException">A file is damaged, or the model cannot be expressed exactly; the message says why.</exception>
    /// <exception cref="IOException">A file cannot be read or written, or there is not enough room.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static ConversionResult Convert(
        string source, string output, ConversionOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (HuggingFaceModel.Recognises(source))
        {
            using HuggingFaceModel folder = HuggingFaceModel.Open(source);
            return FolderConverter.Convert(folder, output, options, cancellation);
        }
        if (options.Quantization is not { } quantization)
            throw new ArgumentException("a GGUF file is converted to a type that has to be given", nameof(options));
        using GgufModel model = GgufModel.Open(source);
        QuantizationResult written = GgufQuantizer.Quantize(model, output, quantization, options.Pipeline, cancellation);
        return new ConversionResult(model.Metadata.GetString("general.architecture"), written, []);
    }
}
