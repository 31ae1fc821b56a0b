using Lode.Formats;
using Lode.Memory;

namespace Lode.Weights;

/// <summary>The tensors of a model in files of either format: GGUF, whole or split, or safetensors, in one file or in shards.</summary>
/// <remarks>Opening reads the headers only. Members may be used from any thread until <see cref="Dispose"/>.</remarks>
public sealed class TensorContainer : IDisposable
{
    readonly IDisposable _model;

    TensorContainer(GgufModel model)
    {
        _model = model;
        Format = "GGUF";
        Files = [.. model.Files.Select(file => file.File)];
        Tensors = [.. model.Tensors.Select(tensor => new ContainerTensor(tensor))];
    }

    TensorContainer(SafetensorsModel model)
    {
        _model = model;
        Format = "safetensors";
        Files = [.. model.Files.Select(file => file.File)];
        Tensors = [.. model.Tensors.Select(tensor => new ContainerTensor(tensor))];
    }

    /// <summary><c>GGUF</c> or <c>safetensors</c>.</summary>
    public string Format { get; }

    /// <summary>The files.</summary>
    public IReadOnlyList<MappedFile> Files { get; }

    /// <summary>The tensors, file by file; in GGUF in the order of the directory, in safetensors in that of the bytes.</summary>
    public IReadOnlyList<ContainerTensor> Tensors { get; }

    /// <summary>Opens a model.</summary>
    /// <param name="path">
    /// A GGUF file or any part of a split one; a safetensors file, the index of shards, or a folder with one of these, as Hugging Face has.
    /// </param>
    /// <exception cref="ModelFormatException">A file is damaged, or holds something that is not supported.</exception>
    /// <exception cref="FileNotFoundException">A file is missing.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be read.</exception>
    /// <exception cref="IOException">A file cannot be mapped.</exception>
    public static TensorContainer Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return IsSafetensors(path) ? new TensorContainer(SafetensorsModel.Open(path)) : new TensorContainer(GgufModel.Open(path));
    }

    /// <summary>Closes the files.</summary>
    public void Dispose() => _model.Dispose();

    /// <summary>The name decides, unless the file says that it is GGUF; without either, errors are those of GGUF.</summary>
    static bool IsSafetensors(string path)
    {
        if (Directory.Exists(path))
            return true;
        using MappedFile file = MappedFile.Open(path);
        using MappedView start = file.View(0, Math.Min(file.Length, 9));
        ReadOnlySpan<byte> bytes = start.Span(0, (int)start.Length);
        return !bytes.StartsWith("GGUF"u8)
            && (path.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase)
                || path.EndsWith(".json", StringComparison.OrdinalIgnoreCase)
                || (bytes.Length == 9 && bytes[8] == '{' && bytes[5..8].IndexOfAnyExcept((byte)0) < 0));
    }
}
