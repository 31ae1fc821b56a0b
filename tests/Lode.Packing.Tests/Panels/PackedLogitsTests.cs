using System.Runtime.InteropServices;
using System.Text.Json;
using Lode.Formats;
using Lode.Inference;
using Lode.Memory;
using Lode.Tests;
using Lode.Weights.Quantization;

namespace Lode.Packing.Tests;

/// <summary>Logits of packed models against float64, with llama.cpp's own recorded distance from it as the measure.</summary>
/// <remarks>Like llama.cpp, the kernels of panels round activations to 8 bits.</remarks>
public sealed class PackedLogitsTests
{
    static readonly string[] s_models =
        ["quant-llama-q4_0", "quant-llama-q4_1", "quant-llama-q8_0", "quant-llama-q4_k", "quant-llama-q4_k_m", "quant-llama-q6_k"];

    static readonly string[] s_tiny = ["tiny-llama-q4_0", "tiny-llama3-q4_0", "tiny-llama3-q4_1", "tiny-llama3-q4_k_m", "tiny-llama3-q6_k", "tiny-llama3-q8_0",
        "tiny-qwen2-q4_k_m", "tiny-qwen2-q8_0", "tiny-qwen3-q4_k_m", "tiny-gemma2-q8_0", "tiny-gemma3-q4_k_m", "tiny-gemma3-q8_0"];

    [Fact]
    public void Logits_are_no_further_from_float64_than_those_of_llama_cpp()
    {
        double product = 1;
        int count = 0;
        foreach ((string model, string stem) in s_models.Select(name => ($"mini/{name}.gguf", $"mini/{name}"))
            .Concat(s_tiny.Select(name => ($"models/{name}.gguf", $"models/reference/{name}"))))
        {
            double[] truth = MemoryMarshal.Cast<byte, double>(File.ReadAllBytes(TestData.Require(stem + ".float64.logits.f64"))).ToArray();
            double peer = Error(Recorded(stem + ".exact.logits.f32"), truth);
            if (File.Exists(Path.Combine(TestData.Folder, stem + ".default.logits.f32"))) // not of all
                peer = Math.Max(peer, Error(Recorded(stem + ".default.logits.f32"), truth));
            using JsonDocument recorded = JsonDocument.Parse(File.ReadAllBytes(TestData.Require(stem + ".exact.json")));
            int[] prompt = [.. recorded.RootElement.GetProperty("prompt_tokens").EnumerateArray().Select(token => token.GetInt32())];
            using PackedFolder folder = new();
            string packed = folder.Pack(TestData.Require(model), out PackingResult result);
            result.Panels.ShouldBeGreaterThan(0, model);
            double ratio = Error(Logits(packed, prompt, 2), truth) / peer;
            ratio.ShouldBeLessThan(1.3, model);
            TestContext.Current.TestOutputHelper?.WriteLine($"{model}: {ratio:F3} of llama.cpp's {peer:E2}");
            product *= ratio;
            count++;
        }
        Math.Pow(product, 1.0 / count).ShouldBeLessThan(1.05);
    }

    [Fact]
    public void Parts_of_one_tensor_are_multiplied_in_panels()
    {
        using PackedFolder folder = new();
        string plain = folder.File("phi3.gguf");
        using (GgufModel source = GgufModel.OpenHeader(TestData.Require("mini/mini-phi3-f32.gguf")))
            GgufQuantizer.Quantize(source, plain, new QuantizationOptions(ModelFileType.Find("Q8_0")!), new PipelineOptions());
        string packed = folder.Pack(plain, out _);
        using (GgufModel model = GgufModel.Open(packed))
        {
            model.TryGetTensor("blk.0.attn_qkv.weight", out GgufTensor? tensor).ShouldBeTrue();
            GgmlTypes.IsPanels(tensor!.Type).ShouldBeTrue();
        }
        int[] tokens = [.. Enumerable.Range(1, 20)];
        Error(Logits(packed, tokens, 2), [.. Logits(plain, tokens, 2).Select(value => (double)value)]).ShouldBeInRange(1e-6, 0.03);
    }

    [Theory]
    [InlineData("mini/quant-llama-q4_k_m.gguf")]
    [InlineData("models/tiny-llama3-q8_0.gguf")]
    public void Rows_do_not_depend_on_how_the_prompt_is_cut_or_on_threads(string model)
    {
        using PackedFolder folder = new();
        string packed = folder.Pack(TestData.Require(model), out _);
        int[] tokens = [.. Enumerable.Range(1, 41)];
        float[] whole = Logits(packed, tokens, threads: 1);
        Logits(packed, tokens, threads: 3).ShouldBe(whole);
        Logits(packed, tokens, threads: 2, chunk: 1).ShouldBe(whole);
        Logits(packed, tokens, threads: 2, chunk: 6).ShouldBe(whole);
    }

    [Fact]
    public void A_token_allocates_nothing()
    {
        using PackedFolder folder = new();
        using Model model = Model.Open(folder.Pack(TestData.Require("mini/quant-llama-q4_k_m.gguf"), out _));
        using InferenceContext context = new(model, new ContextOptions { ContextLength = 256, Threads = 1 });
        context.CacheType.ShouldBe(CacheType.F16);
        using RowBuffer row = new(1, model.Hyperparameters.VocabularySize);
        KvSequence sequence = context.CreateSequence();
        StepBatch batch = new();
        long before = 0;
        for (int i = 0; i < 100; i++)
        {
            if (i == 20)
                before = GC.GetAllocatedBytesForCurrentThread();
            batch.Clear();
            batch.Add(sequence, [i], StepRows.Last, row);
            context.Step(batch);
        }
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    static float[] Logits(string path, int[] tokens, int threads, int chunk = int.MaxValue)
    {
        using Model model = Model.Open(path);
        using InferenceContext context = new(model, new ContextOptions { ContextLength = 512, Threads = threads });
        using RowBuffer row = new(1, model.Hyperparameters.VocabularySize);
        KvSequence sequence = context.CreateSequence();
        StepBatch batch = new();
        for (int at = 0; at < tokens.Length; at += Math.Min(chunk, tokens.Length - at))
        {
            batch.Clear();
            batch.Add(sequence, tokens.AsSpan(at, Math.Min(chunk, tokens.Length - at)), StepRows.Last, row);
            context.Step(batch);
        }
        return row.Row(0).ToArray();
    }

    static float[] Recorded(string path) => MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(TestData.Require(path))).ToArray();

    static double Error(float[] logits, double[] truth)
    {
        double mean = truth.Average(), variance = truth.Average(value => (value - mean) * (value - mean));
        return Math.Sqrt(logits.Zip(truth).Average(pair => Math.Pow(pair.First - pair.Second, 2)) / variance);
    }
}
