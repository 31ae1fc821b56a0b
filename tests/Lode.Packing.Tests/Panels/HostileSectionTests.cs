using Lode.Formats;
using Lode.Generation;
using Lode.Memory;
using Lode.Weights;
using Lode.Weights.Quantization;

namespace Lode.Packing.Tests;

/// <summary>Packed files whose sections are missing, cut, changed or lie: one clear error each, and nothing is left of what was begun.</summary>
public sealed class HostileSectionTests
{
    [Fact]
    public void A_frame_that_is_missing_is_told()
    {
        using PackedFolder folder = new();
        string path = Rewrite(folder, skip: "lode.source.1");
        Refused(folder, path, "tensor 'lode.source.1': expected a section with what the source has beside its tensors, found none");
    }

    [Fact]
    public void Parts_that_are_missing_are_told()
    {
        using PackedFolder folder = new();
        string path = Rewrite(folder, metadata: writer => writer.Add(PackedModel.SourcePartsKey, 2u), skipKey: PackedModel.SourcePartsKey);
        Refused(folder, path, "tensor 'lode.source.2': expected a section");
        path = Rewrite(folder, metadata: writer => writer.Add(PackedModel.SourcePartsKey, 0u), skipKey: PackedModel.SourcePartsKey);
        Refused(folder, path, "key 'lode.pack.source_parts': expected 1 to 1024, found 0");
    }

    [Theory]
    [InlineData("blk.0.attn_qkv.weight", "blk.0.attn_q.weight")]
    [InlineData("blk.1.ffn_gate_up.weight", "blk.1.ffn_gate.weight")]
    [InlineData("blk.0.ffn_down.weight", "blk.0.ffn_down.weight")]
    [InlineData("token_embd.weight", "token_embd.weight")]
    public void A_tensor_that_is_missing_is_told(string packed, string source)
    {
        using PackedFolder folder = new();
        string path = Rewrite(folder, skip: packed);
        Refused(folder, path, $"tensor '{source}': expected a tensor of this name, as in the source, or one that it is a part of, found none");
    }

    [Fact]
    public void A_tensor_that_the_source_does_not_have_is_told()
    {
        using PackedFolder folder = new();
        string path = Rewrite(folder, extra: ("blk.0.extra.weight", GgmlType.F32, [8]));
        Refused(folder, path, "tensor 'blk.0.extra.weight'", "expected a tensor of the source, or several, found one that the source does not have");
    }

    [Theory]
    [InlineData("blk.0.attn_qkv.weight", 64, 512)] // fewer rows
    [InlineData("blk.0.attn_qkv.weight", 32, 528)]
    [InlineData("blk.0.attn_qkv.weight", 256, 16)]
    [InlineData("blk.0.ffn_down.weight", 256, 240)]
    [InlineData("blk.0.ffn_down.weight", 224, 256)]
    public void A_tensor_of_another_shape_is_told(string name, long columns, long rows)
    {
        using PackedFolder folder = new();
        string path = Rewrite(folder, skip: name, extra: (name, GgmlTypes.ToPanels(GgmlType.Q8_0), [columns, rows]));
        Refused(folder, path, $"tensor '{name}'");
    }

    [Theory]
    [InlineData(GgmlType.Q4_0)]
    [InlineData(GgmlType.IQ3_S)] // has no panels that lode pack makes
    public void A_tensor_of_another_type_is_told(GgmlType type)
    {
        using PackedFolder folder = new();
        foreach ((string name, long rows) in new[] { ("blk.0.attn_qkv.weight", 512L), ("blk.0.ffn_down.weight", 256L) })
        {
            string path = Rewrite(folder, skip: name, extra: (name, GgmlTypes.ToPanels(type), [256, rows]));
            Refused(folder, path, $"tensor '{name}'");
        }
    }

    [Theory]
    [InlineData(64)]
    [InlineData(1000)]
    [InlineData(-1)]
    public void A_frame_that_is_cut_is_told(int length)
    {
        using PackedFolder folder = new();
        string path = Rewrite(folder, change: ("lode.source.1", bytes => length < 0 ? bytes[..^1] : bytes[..length]));
        Refused(folder, path, "lode.source.1");
    }

    [Fact]
    public void A_frame_of_another_header_is_told()
    {
        using PackedFolder folder = new();
        string path = Rewrite(folder, change: ("lode.source.1", bytes =>
        {
            int at = bytes.AsSpan().IndexOf("llama"u8);
            bytes[at] = (byte)'L';
            return bytes;
        }
        ));
        Refused(folder, path, "expected headers of the source with the SHA-256");
    }

    [Fact]
    public void Every_truncation_is_one_error()
    {
        using PackedFolder folder = new();
        string path = folder.Pack(folder.MadeUp("llama"), out _);
        byte[] whole = File.ReadAllBytes(path);
        Random random = new(1);
        for (int i = 0; i < 200; i++)
        {
            File.WriteAllBytes(path, whole[..(i < 100 ? i * 40 : random.Next(whole.Length - 64))]);
            Should.Throw<ModelFormatException>(() => ModelWeights.Open(path).Dispose());
            Should.Throw<ModelFormatException>(() => ModelPacker.Unpack(path, folder.File("x"), new PipelineOptions()));
        }
        File.Exists(folder.File("x")).ShouldBeFalse();
    }

    [Fact]
    public void Mutations_of_headers_and_sections_are_refused_or_harmless()
    {
        using PackedFolder folder = new();
        string path = folder.Pack(folder.MadeUp("llama"), out _), target = folder.File("unpacked.gguf");
        byte[] whole = File.ReadAllBytes(path);
        List<(int Start, int Length)> places = [];
        using (GgufModel model = GgufModel.Open(path))
        {
            places.Add((0, (int)model.Files[0].HeaderLength));
            places.AddRange(model.Tensors.Where(GgufSections.IsSection).Select(section => ((int)section.Offset, (int)section.ByteLength)));
        }
        Random random = new(7);
        int refused = 0;
        for (int i = 0; i < 300; i++)
        {
            byte[] changed = [.. whole];
            (int start, int length) = places[i % places.Count];
            for (int change = random.Next(1, 4); change > 0; change--)
            {
                int at = start + random.Next(i % 2 == 0 ? length : Math.Min(length, 2048));
                changed[at] = random.Next(3) switch { 0 => 0xFF, 1 => (byte)(changed[at] ^ 1 << random.Next(8)), _ => (byte)random.Next(256) };
            }
            File.WriteAllBytes(path, changed);
            refused += Tolerates(() =>
            {
                using LanguageModel model = LanguageModel.Open(path);
                model.Tokenizer.EncodeToIds("Once upon a time \0\u00ff"u8);
                for (int id = 0; id < model.Tokenizer.VocabularySize; id++)
                    _ = model.Tokenizer.GetBytes(id).Length + model.Tokenizer.GetText(id).Length;
            });
            refused += Tolerates(() => ModelPacker.Unpack(path, target, new PipelineOptions { Threads = 1 }));
        }
        refused.ShouldBeGreaterThan(150);
        folder.Names.ShouldBeSubsetOf(["made-up.gguf", "packed.gguf", "unpacked.gguf"]);
    }

    static int Tolerates(Action action)
    {
        try
        {
            action();
            return 0;
        }
        catch (ModelFormatException)
        {
            return 1;
        }
    }

    static void Refused(PackedFolder folder, string path, params string[] messages)
    {
        string message = Should.Throw<ModelFormatException>(() => ModelPacker.Unpack(path, folder.File("x"), new PipelineOptions())).Message;
        foreach (string expected in messages)
            message.ShouldContain(expected);
        File.Exists(folder.File("x")).ShouldBeFalse();
    }

    /// <summary>Writes a packed model again with something else in it.</summary>
    static string Rewrite(PackedFolder folder, string? skip = null, string? skipKey = null, Action<GgufWriter>? metadata = null,
        (string Name, GgmlType Type, long[] Shape)? extra = null, (string Name, Func<byte[], byte[]> To)? change = null)
    {
        string path = folder.File("hostile.gguf");
        using GgufModel model = GgufModel.Open(folder.Pack(folder.MadeUp("llama"), out _));
        using FileStream stream = File.Create(path);
        using GgufWriter writer = new(stream, 64);
        foreach (string key in model.Metadata.Keys)
        {
            if (key != skipKey && model.Metadata.TryGet(key, out GgufValue value))
                writer.Add(key, value);
        }
        metadata?.Invoke(writer);
        List<byte[]> contents = [];
        foreach (GgufTensor tensor in model.Tensors.Where(tensor => tensor.Name != skip))
        {
            using MappedView view = tensor.View();
            byte[] bytes = view.Span(0, (int)tensor.ByteLength).ToArray();
            if (tensor.Name == change?.Name)
                bytes = change.Value.To(bytes);
            writer.AddTensor(tensor.Name, tensor.Type, bytes.Length == tensor.ByteLength ? tensor.Dimensions : [bytes.Length]);
            contents.Add(bytes);
        }
        if (extra is { } added)
        {
            writer.AddTensor(added.Name, added.Type, added.Shape);
            contents.Add(new byte[GgmlTypes.ByteLength(added.Type, added.Shape.Aggregate((a, b) => a * b))]);
        }
        foreach (byte[] bytes in contents)
            writer.WriteTensor(bytes);
        writer.Complete();
        return path;
    }
}
