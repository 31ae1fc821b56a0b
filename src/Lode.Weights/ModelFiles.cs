using Lode.Formats;
using Lode.Weights.HuggingFace;

namespace Lode.Weights;

/// <summary>The one place that looks at what kind of model a path names.</summary>
public static class ModelFiles
{
    /// <summary>Maps a model and describes it in GGUF's terms, whatever its format.</summary>
    /// <param name="path">
    /// A GGUF file, any part of a split one; or a Hugging Face folder, a safetensors file in it, or the index of several.
    /// </param>
    /// <exception cref="ModelFormatException">A file is damaged, or the model cannot be described exactly.</exception>
    /// <exception cref="FileNotFoundException">A file is missing.</exception>
    /// <exception cref="IOException">A file cannot be opened.</exception>
    public static GgufModel Open(string path) =>
        HuggingFaceModel.Recognises(path) ? HuggingFaceModel.OpenAsGguf(path) : GgufModel.Open(path);

    /// <summary>The files that hold the weights, by their names alone: all parts of a split model, all safetensors files of a folder.</summary>
    /// <param name="path">As above.</param>
    public static IReadOnlyList<string> WeightsOf(string path)
    {
        if (!HuggingFaceModel.Recognises(path))
            return GgufModel.FilesOf(path);
        string folder = Directory.Exists(path) ? path : Path.GetDirectoryName(path) is { Length: > 0 } parent ? parent : ".";
        return [.. Directory.EnumerateFiles(folder, "*.safetensors").Order(StringComparer.Ordinal)];
    }
}
