using Lode.Formats;
using Lode.Weights.Quantization;

namespace Lode.Packing.Tests;

/// <summary>Models in several files, and files that other programs would not write: all come back to the byte.</summary>
public sealed class SplitModelTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void A_split_model_comes_back_in_its_parts(int count)
    {
        using PackedFolder folder = new();
        string[] parts = Split(folder.MadeUp("llama"), folder.File("split"), count);
        ModelPacker.Pack(parts[^1], folder.File("packed.gguf"), new PipelineOptions()).Fused.ShouldBeGreaterThan(0); // also over parts
        PackingResult result = ModelPacker.Unpack(folder.File("packed.gguf"), folder.File("back.gguf"), new PipelineOptions());
        result.Files.ShouldBe([.. Enumerable.Range(1, count).Select(number => folder.File($"back-{number:D5}-of-{count:D5}.gguf"))]);
        foreach ((string before, string after) in parts.Zip(result.Files))
            File.ReadAllBytes(after).AsSpan().SequenceEqual(File.ReadAllBytes(before)).ShouldBeTrue();
        File.Exists(folder.File("back.gguf")).ShouldBeFalse();
        // The name of a part, also of the source's own.
        byte[][] expected = [.. parts.Select(File.ReadAllBytes)];
        ModelPacker.Unpack(folder.File("packed.gguf"), parts[0], new PipelineOptions()).Files.ShouldBe(parts);
        foreach ((string part, byte[] bytes) in parts.Zip(expected))
            File.ReadAllBytes(part).AsSpan().SequenceEqual(bytes).ShouldBeTrue();
    }

    [Fact]
    public void A_first_part_without_tensors_comes_back()
    {
        using PackedFolder folder = new();
        string[] parts = Split(folder.MadeUp("qwen2"), folder.File("split"), 2, firstIsEmpty: true);
        ModelPacker.Pack(parts[0], folder.File("packed.gguf"), new PipelineOptions());
        PackingResult result = ModelPacker.Unpack(folder.File("packed.gguf"), folder.File("back"), new PipelineOptions());
        foreach ((string before, string after) in parts.Zip(result.Files))
            File.ReadAllBytes(after).AsSpan().SequenceEqual(File.ReadAllBytes(before)).ShouldBeTrue();
    }

    [Theory]
    [InlineData(8, 0)]
    [InlineData(32, 1)]
    [InlineData(4096, 12345)]
    public void Gaps_and_what_comes_behind_the_last_tensor_come_back(int alignment, int behind)
    {
        using PackedFolder folder = new();
        string source = folder.File("source.gguf");
        Random random = new(3);
        using (FileStream stream = File.Create(source))
        using (GgufWriter writer = new(stream, alignment, version: 2))
        {
            writer.Add("general.architecture", "llama");
            writer.AddTensor("a", GgmlType.Q8_0, 32, 48);
            writer.AddTensor("b", GgmlType.F32, 3);
            writer.AddTensor("c", GgmlType.Q8_0, 32, 3);
            foreach (int length in (int[])[34 * 48, 12, 34 * 3])
            {
                byte[] bytes = new byte[length];
                random.NextBytes(bytes);
                writer.WriteTensor(bytes);
            }
            writer.Complete();
        }
        byte[] whole = File.ReadAllBytes(source);
        using (GgufModel model = GgufModel.Open(source))
        {
            // No writer leaves anything but zeros there, and no reader looks.
            foreach (GgufTensor tensor in model.Tensors)
            {
                long end = tensor.Offset + tensor.ByteLength;
                whole.AsSpan((int)end, (int)Math.Min((-end & (alignment - 1)) / 2, whole.Length - end)).Fill(0xAB);
            }
        }
        byte[] rest = new byte[behind];
        random.NextBytes(rest);
        File.WriteAllBytes(source, [.. whole, .. rest]);
        File.ReadAllBytes(folder.Unpack(folder.Pack(source, out _))).AsSpan().SequenceEqual((ReadOnlySpan<byte>)[.. whole, .. rest]).ShouldBeTrue();
    }

    [Fact]
    public void Names_of_sections_are_refused_in_a_source()
    {
        using PackedFolder folder = new();
        string source = folder.File("source.gguf");
        using (FileStream stream = File.Create(source))
        using (GgufWriter writer = new(stream))
        {
            writer.Add("general.architecture", "llama");
            writer.AddTensor("lode.tokenizer", GgmlType.F32, 4);
            writer.WriteTensor(new byte[16]);
            writer.Complete();
        }
        Should.Throw<ModelFormatException>(() => folder.Pack(source, out _)).Message
            .ShouldContain("tensor 'lode.tokenizer': expected no tensor whose name begins with lode., found one; these names are for sections of packed files");
        folder.Names.ShouldBe(["source.gguf"]);
    }

    /// <summary>Splits as <c>llama-gguf-split</c> does.</summary>
    static string[] Split(string source, string stem, int count, bool firstIsEmpty = false)
    {
        using GgufModel model = GgufModel.Open(source);
        string[] paths = [.. Enumerable.Range(1, count).Select(number => $"{stem}-{number:D5}-of-{count:D5}.gguf")];
        int filled = firstIsEmpty ? count - 1 : count, done = 0;
        for (int part = 0; part < count; part++)
        {
            int number = firstIsEmpty ? part - 1 : part;
            GgufTensor[] tensors = number < 0 ? [] : [.. model.Tensors.Skip(done).Take((model.Tensors.Count + filled - 1) / filled)];
            done += tensors.Length;
            using FileStream stream = File.Create(paths[part]);
            using GgufWriter writer = new(stream);
            writer.Add("split.no", (ushort)part);
            writer.Add("split.count", (ushort)count);
            writer.Add("split.tensors.count", model.Tensors.Count);
            foreach (string key in part == 0 ? model.Metadata.Keys : [])
            {
                model.Metadata.TryGet(key, out GgufValue value).ShouldBeTrue();
                writer.Add(key, value);
            }
            foreach (GgufTensor tensor in tensors)
                writer.AddTensor(tensor.Name, tensor.Type, tensor.Dimensions);
            foreach (GgufTensor tensor in tensors)
            {
                using Memory.MappedView view = tensor.View();
                writer.WriteTensor(view.Span(0, (int)tensor.ByteLength));
            }
            writer.Complete();
        }
        return paths;
    }
}
