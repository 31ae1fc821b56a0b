using Lode.Formats;
using Lode.Tests;
using Lode.Weights.Quantization;

namespace Lode.Packing.Tests;

/// <summary>What lies where in a packed file.</summary>
public sealed class PackedLayoutTests
{
    public static TheoryData<string> Architectures => [.. SyntheticModel.Architectures];

    [Theory]
    [MemberData(nameof(Architectures))]
    public void Tensors_lie_in_the_order_of_a_step_and_come_back(string architecture)
    {
        using PackedFolder folder = new();
        string source = folder.MadeUp(architecture), packed = folder.Pack(source, out PackingResult result);
        using (GgufModel model = GgufModel.Open(packed))
        {
            string[] names = [.. model.Tensors.Select(tensor => tensor.Name)];
            names[0].ShouldBe("lode.tokenizer");
            names[1].ShouldBe("token_embd.weight");
            names[^3..].ShouldBe(["output_norm.weight", "output.weight", "lode.source.1"]);
            model.Tensors.Select(tensor => tensor.Offset).ShouldBeInOrder();
            int[] layers = [.. names.Where(name => name.StartsWith("blk.", StringComparison.Ordinal)).Select(name => int.Parse(name.Split('.')[1]))];
            layers.ShouldBeInOrder();
            string[] layer = [.. names.Where(name => name.StartsWith("blk.1.", StringComparison.Ordinal)).Select(name => name[6..])];
            layer[0].ShouldBe("attn_norm.weight");
            layer[1].ShouldBe("attn_qkv.weight");
            layer.ShouldContain(architecture switch { "qwen3moe" => "ffn_gate_up_exps.weight", "phi3" => "ffn_up.weight", _ => "ffn_gate_up.weight" });
            layer.ShouldNotContain("attn_k.weight");
            layer.ShouldNotContain("ffn_gate.weight");
            Array.IndexOf(layer, "attn_output.weight").ShouldBeGreaterThan(1);
            Array.IndexOf(layer, "ffn_norm.weight").ShouldBeGreaterThan(Array.IndexOf(layer, "attn_output.weight"));
            result.Fused.ShouldBe(architecture == "phi3" ? 0 : 2 * (layers[^1] + 1));
        }
        File.ReadAllBytes(folder.Unpack(packed)).AsSpan().SequenceEqual(File.ReadAllBytes(source)).ShouldBeTrue();
    }

    [Fact]
    public void Parts_of_different_types_stay_apart()
    {
        // The mix has Q6_K for the values of some layers.
        int alike = 0, different = 0;
        foreach (string name in (string[])["mini/quant-llama-q4_k_m.gguf", "models/tiny-llama3-q4_k_m.gguf", "models/tiny-qwen3-q4_k_m.gguf"])
        {
            using PackedFolder folder = new();
            string source = TestData.Require(name);
            using GgufModel plain = GgufModel.Open(source), packed = GgufModel.Open(folder.Pack(source, out _));
            for (int layer = 0; plain.TryGetTensor($"blk.{layer}.attn_v.weight", out GgufTensor? value); layer++)
            {
                plain.TryGetTensor($"blk.{layer}.attn_q.weight", out GgufTensor? query).ShouldBeTrue();
                bool isAlike = value.Type == query!.Type;
                packed.TryGetTensor($"blk.{layer}.attn_qkv.weight", out _).ShouldBe(isAlike);
                packed.TryGetTensor($"blk.{layer}.attn_v.weight", out _).ShouldBe(!isAlike);
                alike += isAlike ? 1 : 0;
                different += isAlike ? 0 : 1;
            }
        }
        alike.ShouldBeGreaterThan(0);
        different.ShouldBeGreaterThan(0);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(31, 1)]
    [InlineData(64, 2)]
    [InlineData(127, 2)]
    [InlineData(128 << 10, 4096)]
    [InlineData(25 << 20, 512 << 10)]
    [InlineData((64 << 20) - 1, 1 << 20)]
    [InlineData(64 << 20, 2 << 20)]
    [InlineData(8L << 30, 2 << 20)]
    public void A_section_begins_at_a_multiple_of_what_costs_it_little(long length, int alignment) =>
        PackingPlan.AlignmentOf(length).ShouldBe(alignment);

    [Fact]
    public void Sections_begin_where_they_should_and_gaps_are_small()
    {
        using PackedFolder folder = new();
        string packed = folder.Pack(TestData.Require("models/tiny-llama3-q8_0.gguf"), out PackingResult result);
        using GgufModel model = GgufModel.Open(packed);
        foreach (IGrouping<string, GgufTensor> layer in model.Tensors.Where(tensor => tensor.Name.StartsWith("blk.", StringComparison.Ordinal)).GroupBy(tensor => tensor.Name.Split('.')[1]))
            (layer.First().Offset % PackingPlan.AlignmentOf(layer.Sum(tensor => tensor.ByteLength))).ShouldBe(0);
        model.TryGetTensor("lode.tokenizer", out GgufTensor? tokenizer).ShouldBeTrue();
        (tokenizer!.Offset % PackingPlan.AlignmentOf(tokenizer.ByteLength)).ShouldBe(0);
        long gaps = result.FileLength - model.Files[0].HeaderLength - model.Tensors.Sum(tensor => tensor.ByteLength);
        gaps.ShouldBeLessThan(result.FileLength / 32 + 64L * model.Tensors.Count);
    }

    [Fact]
    public void The_header_has_no_vocabulary()
    {
        using PackedFolder folder = new();
        string source = TestData.Require("models/tiny-llama3-q8_0.gguf"), packed = folder.Pack(source, out PackingResult result);
        using GgufModel before = GgufModel.Open(source), after = GgufModel.Open(packed);
        foreach (string key in (string[])["tokenizer.ggml.tokens", "tokenizer.ggml.merges", "tokenizer.ggml.token_type"])
        {
            before.Metadata.TryGet(key, out _).ShouldBeTrue(key);
            after.Metadata.TryGet(key, out _).ShouldBeFalse(key);
        }
        foreach (string key in (string[])["general.architecture", "tokenizer.ggml.model", "llama.block_count"])
            after.Metadata.TryGet(key, out _).ShouldBeTrue(key);
        after.Files[0].HeaderLength.ShouldBeLessThan(16 << 10);
        result.TokenizerBytes.ShouldBeGreaterThan(0);
        result.TokenizerObstacle.ShouldBeNull();
    }

    [Fact]
    public void Packing_writes_the_same_bytes_each_time()
    {
        using PackedFolder folder = new();
        foreach (string name in (string[])["models/tiny-llama3-q8_0.gguf", "models/tiny-gemma3-q8_0.gguf"])
        {
            string source = TestData.Require(name);
            byte[] first = File.ReadAllBytes(folder.Pack(source, out _));
            ModelPacker.Pack(source, folder.File("packed.gguf"), new PipelineOptions { Threads = 1 });
            File.ReadAllBytes(folder.File("packed.gguf")).AsSpan().SequenceEqual(first).ShouldBeTrue();
        }
    }

    [Fact]
    public void A_model_without_a_tokenizer_that_is_known_keeps_its_words()
    {
        using PackedFolder folder = new();
        string source = folder.File("model.gguf");
        using (FileStream stream = File.Create(source))
        using (GgufWriter writer = new(stream))
        {
            writer.Add("general.architecture", "llama");
            writer.Add("tokenizer.ggml.model", "of another kind");
            writer.AddArray("tokenizer.ggml.tokens", [.. Enumerable.Range(0, 500).Select(i => $"word{i}")]);
            writer.AddTensor("token_embd.weight", GgmlType.Q8_0, 32, 32);
            writer.WriteTensor(new byte[GgmlTypes.ByteLength(GgmlType.Q8_0, 1024)]);
            writer.Complete();
        }
        string packed = folder.Pack(source, out PackingResult result);
        result.TokenizerBytes.ShouldBe(0);
        result.TokenizerObstacle.ShouldNotBeNull().ShouldContain("of another kind");
        using (GgufModel model = GgufModel.Open(packed))
            model.Metadata.GetArray("tokenizer.ggml.tokens").Count.ShouldBe(500);
        File.ReadAllBytes(folder.Unpack(packed)).AsSpan().SequenceEqual(File.ReadAllBytes(source)).ShouldBeTrue();
    }
}
