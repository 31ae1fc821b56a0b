using Lode.Formats;
using Lode.Memory;
using Lode.Tests;

namespace Lode.Inference.Tests;

/// <summary>Logits and greedy tokens against an independent float64 pass and against llama.cpp.</summary>
/// <remarks>
/// Activations and, as told here, the cache stay binary32, so every type of weights has to come within 1e-5 of float64 (llama.cpp, which rounds activations to 8 bits
/// for quantised weights, is 1.5e-2 to 3.3e-2 away on these files).
/// </remarks>
public sealed class AccuracyTests
{
    const double Bound = 1e-5;

    public static TheoryData<string> MiniModels =>
    [
        "mini-llama-f32", "mini-llama3-f32", "mini-llama3-f16", "mini-llama3-bf16", "mini-mixtral-f32", "mini-qwen2-f32", "mini-qwen3-f32",
        "mini-qwen3moe-f32", "mini-gemma2-f32", "mini-gemma3-f32", "mini-phi3-f32", "mini-phi3lr-f32", "quant-llama-f32",
        "quant-llama-q8_0", "quant-llama-q4_0", "quant-llama-q4_1", "quant-llama-q5_0", "quant-llama-q5_1", "quant-llama-q2_k",
        "quant-llama-q3_k", "quant-llama-q4_k", "quant-llama-q5_k", "quant-llama-q6_k", "quant-llama-iq4_nl", "quant-llama-iq4_xs",
        "quant-llama-q4_k_m",
    ];

    public static TheoryData<string> TinyModels =>
    [
        "tiny-llama-q4_0", "tiny-llama3-f16", "tiny-llama3-q4_0", "tiny-llama3-q4_1", "tiny-llama3-q4_k_m", "tiny-llama3-q5_0",
        "tiny-llama3-q5_k", "tiny-llama3-q6_k", "tiny-llama3-q8_0", "tiny-qwen2-q4_k_m", "tiny-qwen2-q8_0", "tiny-qwen3-q4_k_m",
        "tiny-qwen3moe-q4_0", "tiny-gemma2-q8_0", "tiny-gemma3-q4_k_m", "tiny-gemma3-q8_0",
    ];

    [Theory]
    [MemberData(nameof(MiniModels))]
    public void Logits_of_small_models_are_those_of_float64(string name) => CheckLogits(Reference.Mini(name));

    [Theory]
    [MemberData(nameof(TinyModels))]
    public void Logits_of_models_with_real_vocabularies_are_those_of_float64(string name) => CheckLogits(Reference.Tiny(name));

    [Fact]
    public void Logits_of_a_trained_model_are_those_of_llama_cpp_in_binary32() => CheckLogits(Reference.Stories);

    [Fact]
    public void Logits_of_a_trained_model_are_those_of_float64_along_its_story()
    {
        Reference stories = Reference.Stories;
        CheckAgainstFloat64(stories.ModelPath, [.. stories.Prompt, .. stories.Greedy.Take(60)]);
    }

    [Theory]
    [InlineData("mini-llama3-f32")]
    [InlineData("mini-mixtral-f32")]
    [InlineData("mini-qwen2-f32")]
    [InlineData("mini-qwen3moe-f32")]
    [InlineData("mini-gemma2-f32")]
    [InlineData("mini-gemma3-f32")]
    [InlineData("mini-phi3-f32")]
    [InlineData("mini-phi3lr-f32")]
    [InlineData("quant-llama-q5_k")]
    public void The_float64_pass_of_these_tests_is_that_of_the_data(string name)
    {
        Reference reference = Reference.Mini(name);
        using GgufModel model = GgufModel.Open(reference.ModelPath);
        double[] logits = new Float64Transformer(model, Reference.Context).Logits(reference.Prompt);
        logits.Zip(reference.Truth).Max(pair => Math.Abs(pair.First - pair.Second)).ShouldBeLessThan(1e-9);
    }

    [Theory]
    [InlineData(0, false, true)]
    [InlineData(0, true, false)]
    [InlineData(5, false, true)]
    public void Logits_of_synthetic_models_are_those_of_float64(int experts, bool biases, bool tied)
    {
        using TemporaryModel file = new(new SyntheticModel { Experts = experts, Biases = biases, Tied = tied });
        CheckAgainstFloat64(file.Path, [.. Enumerable.Range(0, 70).Select(i => i * 37 % 260)]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    [InlineData(23)]
    [InlineData(69)]
    [InlineData(400)]
    public void Logits_of_synthetic_models_with_a_window_and_rotated_halves_are_those_of_float64(int window)
    {
        using TemporaryModel file = new(new SyntheticModel { Window = window, RopeLayout = "halves" });
        CheckAgainstFloat64(file.Path, [.. Enumerable.Range(0, 70).Select(i => i * 37 % 260)]);
    }

    public static TheoryData<string> Architectures => [.. SyntheticModel.Architectures];

    [Theory]
    [MemberData(nameof(Architectures))]
    public void Logits_of_synthetic_models_of_every_architecture_are_those_of_float64(string architecture)
    {
        using TemporaryModel file = new(SyntheticModel.Of(architecture));
        CheckAgainstFloat64(file.Path, [.. Enumerable.Range(0, 70).Select(i => i * 37 % 260)]);
    }

    [Theory]
    [InlineData("gemma2", 1, null)]
    [InlineData("gemma2", 16, null)]
    [InlineData("gemma2", 69, 3)]
    [InlineData("gemma3", 5, 2)]
    [InlineData("gemma3", 400, 2)]
    [InlineData("phi3", 23, null)]
    public void Logits_of_models_with_windows_in_some_layers_are_those_of_float64(string architecture, int window, int? period)
    {
        using TemporaryModel file = new(SyntheticModel.Of(architecture) with { Window = window, WindowPeriod = period });
        CheckAgainstFloat64(file.Path, [.. Enumerable.Range(0, 70).Select(i => i * 37 % 260)]);
    }

    [Theory]
    [InlineData("llama", "linear")]
    [InlineData("llama", "yarn")]
    [InlineData("qwen2", "yarn")]
    [InlineData("qwen3", "yarn")]
    [InlineData("gemma3", "linear")]
    [InlineData("phi3", "longrope")]
    public void Logits_of_models_with_scaled_positions_are_those_of_float64(string architecture, string scaling)
    {
        SyntheticModel model = SyntheticModel.Of(architecture) with { RopeScaling = scaling, RopeFactor = scaling == "longrope" ? null : 4, HeadDimension = 32, Rotated = null };
        using TemporaryModel file = new(model);
        CheckAgainstFloat64(file.Path, [.. Enumerable.Range(0, 90).Select(i => i * 37 % 260)]);
    }

    [Theory]
    [InlineData(64)]
    [InlineData(65)]
    public void The_length_of_the_context_decides_between_the_factors_of_LongRoPE(int context)
    {
        using TemporaryModel file = new(SyntheticModel.Of("phi3"));
        CheckAgainstFloat64(file.Path, [.. Enumerable.Range(0, 60).Select(i => i * 37 % 260)], context);
    }

    [Fact]
    public void An_attention_scale_of_the_metadata_counts()
    {
        using TemporaryModel file = new(SyntheticModel.Of("gemma2") with { ExtraKey = ("attention.scale", 0.1) });
        CheckAgainstFloat64(file.Path, [.. Enumerable.Range(0, 40).Select(i => i * 37 % 260)]);
    }

    [Fact]
    public void Logits_of_the_built_in_model_are_those_of_float64() =>
        CheckAgainstFloat64(Path.Combine(TestData.RepositoryRoot, "models", "demo.gguf"), [0, 455, 9, 700, 1200, 33]);

    [Theory]
    [InlineData("mini-llama-f32")]
    [InlineData("mini-llama3-f32")]
    [InlineData("mini-llama3-f16")]
    [InlineData("mini-llama3-bf16")]
    [InlineData("mini-mixtral-f32")]
    [InlineData("mini-qwen2-f32")]
    [InlineData("mini-qwen3-f32")]
    [InlineData("mini-qwen3moe-f32")]
    [InlineData("mini-gemma2-f32")]
    [InlineData("mini-gemma3-f32")]
    [InlineData("mini-phi3-f32")]
    [InlineData("mini-phi3lr-f32")]
    [InlineData("quant-llama-f32")]
    public void Greedy_tokens_of_float_models_are_those_of_llama_cpp(string name) => CheckGreedy(Reference.Mini(name));

    [Fact]
    public void A_trained_model_tells_its_story_token_for_token() => CheckGreedy(Reference.Stories);

    public static TheoryData<string> CachedModels =>
        ["mini-llama3-f32", "mini-qwen2-f32", "mini-qwen3-f32", "mini-gemma2-f32", "mini-gemma3-f32", "mini-phi3-f32", "quant-llama-q8_0", "quant-llama-q4_k_m"];

    [Theory]
    [MemberData(nameof(CachedModels))]
    public void A_cache_of_16_bits_costs_a_thousandth(string name) =>
        Error(Reference.Mini(name), CacheType.F16).ShouldBeInRange(1e-5, 1.2e-3);

    [Theory]
    [MemberData(nameof(CachedModels))]
    public void A_cache_of_8_bits_costs_no_more_than_activations_of_8_bits(string name) =>
        Error(Reference.Mini(name), CacheType.Q8_0).ShouldBeInRange(1e-3, 3e-2);

    [Theory]
    [InlineData("mini-llama3-f32")]
    [InlineData("mini-llama3-f16")]
    [InlineData("quant-llama-q4_0")]
    public void The_default_cache_of_models_that_are_computed_exactly_is_exact(string name)
    {
        using Model model = Model.Open(Reference.Mini(name).ModelPath);
        using InferenceContext context = new(model);
        context.CacheType.ShouldBe(CacheType.F32);
    }

    static void CheckLogits(Reference reference) => Error(reference, CacheType.F32).ShouldBeLessThan(Bound);

    static double Error(Reference reference, CacheType cache)
    {
        using Model model = Model.Open(reference.ModelPath);
        using InferenceContext context = new(model, new ContextOptions { ContextLength = Reference.Context, Threads = 2, CacheType = cache });
        using RowBuffer row = new(1, model.Hyperparameters.VocabularySize);
        StepBatch batch = new();
        batch.Add(context.CreateSequence(), reference.Prompt, StepRows.Last, row);
        context.Step(batch);
        return reference.RelativeError(row.Row(0));
    }

    static void CheckAgainstFloat64(string path, int[] tokens, int contextLength = 0)
    {
        using Model model = Model.Open(path);
        using InferenceContext context = new(model, new ContextOptions { ContextLength = contextLength, Threads = 2, CacheType = CacheType.F32 });
        using RowBuffer row = new(1, model.Hyperparameters.VocabularySize);
        StepBatch batch = new();
        batch.Add(context.CreateSequence(), tokens, StepRows.Last, row);
        context.Step(batch);
        Reference.RelativeError(row.Row(0), new Float64Transformer(model.Weights.Source, contextLength).Logits(tokens)).ShouldBeLessThan(Bound);
    }

    static void CheckGreedy(Reference reference)
    {
        using Model model = Model.Open(reference.ModelPath);
        using InferenceContext context = new(model, new ContextOptions { ContextLength = Reference.Context, Threads = 2 });
        using RowBuffer row = new(1, model.Hyperparameters.VocabularySize);
        KvSequence sequence = context.CreateSequence();
        StepBatch batch = new();
        int[] next = reference.Prompt;
        List<int> chosen = [];
        while (chosen.Count < reference.Greedy.Length)
        {
            batch.Clear();
            batch.Add(sequence, next, StepRows.Last, row);
            context.Step(batch);
            next = [row.Row(0).IndexOf(row.Row(0).ToArray().Max())];
            chosen.Add(next[0]);
        }
        chosen.ShouldBe(reference.Greedy);
    }
}
