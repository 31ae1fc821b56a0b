using Lode.Weights.Quantization;

namespace Lode.Packing.Tests;

/// <summary>A folder for packed and unpacked files, gone after the test.</summary>
sealed class PackedFolder : IDisposable
{
    readonly string _path = Directory.CreateTempSubdirectory("lode-pack-").FullName;

    public string File(string name) => Path.Combine(_path, name);

    public string[] Names => [.. Directory.EnumerateFileSystemEntries(_path).Select(entry => Path.GetFileName(entry)).Order(StringComparer.Ordinal)];

    public string Pack(string source, out PackingResult result)
    {
        result = ModelPacker.Pack(source, File("packed.gguf"), new PipelineOptions { Threads = 2 });
        return File("packed.gguf");
    }

    public string Unpack(string packed)
    {
        ModelPacker.Unpack(packed, File("unpacked.gguf"), new PipelineOptions { Threads = 2 });
        return File("unpacked.gguf");
    }

    public void Dispose() => Directory.Delete(_path, recursive: true);
}
