using Lode.Formats;
using Lode.Tests;
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

    /// <summary>A made-up model of an architecture whose matrices are whole blocks and whole panels, quantised.</summary>
    public string MadeUp(string architecture, string type = "Q8_0")
    {
        string plain = File("made-up-f32.gguf"), quantised = File("made-up.gguf");
        (SyntheticModel.Of(architecture) with { Embedding = 256, HeadDimension = 64, FeedForward = 256, Rotated = architecture == "phi3" ? 32 : null, Tied = false }).Write(plain);
        using (GgufModel source = GgufModel.OpenHeader(plain))
            GgufQuantizer.Quantize(source, quantised, new QuantizationOptions(ModelFileType.Find(type)!), new PipelineOptions());
        System.IO.File.Delete(plain);
        return quantised;
    }

    public void Dispose() => Directory.Delete(_path, recursive: true);
}
