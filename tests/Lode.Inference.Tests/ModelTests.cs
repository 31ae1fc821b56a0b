using Lode.Formats;
using Lode.Tests;

namespace Lode.Inference.Tests;

public sealed class ModelTests
{
    [Fact]
    public void An_architecture_that_cannot_be_run_is_refused_by_name_with_the_list_of_those_that_can() =>
        Refused(new SyntheticModel { Architecture = "mamba" }, "'mamba'", "llama");

    [Theory]
    [InlineData("llama", "longrope")]
    [InlineData("qwen3", "longrope")]
    [InlineData("phi3", "dynamic")]
    public void A_position_scaling_that_is_not_computed_is_refused(string architecture, string scaling) =>
        Refused(SyntheticModel.Of(architecture) with { RopeScaling = scaling }, "rope.scaling.type", $"'{scaling}'", architecture);

    [Theory]
    [InlineData("llama", "attn_logit_softcapping", 50)]
    [InlineData("gemma3", "attn_logit_softcapping", 50)]
    [InlineData("qwen2", "final_logit_softcapping", 30)]
    [InlineData("qwen2", "attention.max_alibi_bias", 8)]
    [InlineData("llama", "logit_scale", 0.25)]
    [InlineData("qwen3moe", "expert_weights_norm", 0)]
    [InlineData("qwen3moe", "expert_shared_count", 1)]
    [InlineData("qwen3", "rope.scaling.yarn_log_multiplier", 0.1)]
    [InlineData("gemma2", "final_logit_softcapping", -1)]
    public void A_hyper_parameter_that_is_not_computed_is_refused_by_name(string architecture, string key, double value) =>
        Refused(SyntheticModel.Of(architecture) with { ExtraKey = (key, value) }, $"'{architecture}.{key}'");

    [Theory]
    [InlineData("llama", "logit_scale", 1)]
    [InlineData("qwen3moe", "expert_weights_norm", 1)]
    [InlineData("gemma3", "final_logit_softcapping", 0)]
    public void One_that_changes_nothing_is_not(string architecture, string key, double value)
    {
        using TemporaryModel file = new(SyntheticModel.Of(architecture) with { ExtraKey = (key, value) });
        Model.Open(file.Path).Dispose();
    }

    [Fact]
    public void Windows_experts_and_scalings_of_architectures_that_have_none_are_refused()
    {
        Refused(SyntheticModel.Of("qwen2") with { Window = 8 }, "'qwen2.attention.sliding_window'", "expected 0");
        Refused(SyntheticModel.Of("qwen3") with { Experts = 4 }, "'qwen3.expert_count'", "expected 0");
        Refused(SyntheticModel.Of("qwen3moe") with { Experts = 0 }, "'qwen3moe.expert_count'");
        Refused(SyntheticModel.Of("gemma3") with { Window = 0 }, "'gemma3.attention.sliding_window'");
        Refused(SyntheticModel.Of("gemma3") with { WindowPeriod = null, WindowArray = [true, false, true] }, "'gemma3.attention.sliding_window_pattern'");
    }

    [Theory]
    [InlineData("qwen2", "blk.0.attn_k.bias")]
    [InlineData("qwen3", "blk.1.attn_q_norm.weight")]
    [InlineData("qwen3moe", "blk.1.ffn_gate_inp.weight")]
    [InlineData("gemma2", "blk.0.post_ffw_norm.weight")]
    [InlineData("gemma3", "blk.2.attn_k_norm.weight")]
    [InlineData("phi3", "blk.0.attn_qkv.weight")]
    [InlineData("phi3", "rope_factors_short.weight")]
    public void A_missing_tensor_of_an_architecture_is_named(string architecture, string name) =>
        Refused(SyntheticModel.Of(architecture) with { LeaveOut = name }, $"'{name}'");

    [Theory]
    [InlineData("qwen2", "blk.0.attn_output.bias")]
    [InlineData("qwen3", "rope_freqs.weight")]
    [InlineData("gemma2", "blk.0.attn_q_norm.weight")]
    [InlineData("phi3", "blk.0.attn_q.weight")]
    public void A_tensor_of_another_architecture_is_refused(string architecture, string name) =>
        Refused(SyntheticModel.Of(architecture) with { ExtraTensor = name }, $"'{name}'", "variant");

    [Fact]
    public void Every_architecture_of_the_list_is_one_of_these_tests() =>
        Support.Architectures.ShouldBe(SyntheticModel.Architectures);

    [Fact]
    public void Linear_scaling_without_a_factor_and_no_scaling_open()
    {
        foreach (string? kind in (string?[])["linear", "none", null])
        {
            using TemporaryModel file = new(new SyntheticModel { RopeScaling = kind });
            using Model model = Model.Open(file.Path);
            model.Hyperparameters.Rope.Factor.ShouldBe(1);
        }
    }

    [Fact]
    public void A_tensor_that_the_graph_does_not_compute_with_is_refused() =>
        Refused(new SyntheticModel { ExtraTensor = "blk.0.attn_q_norm.weight" }, "attn_q_norm", "variant");

    [Theory]
    [InlineData("output_norm.weight")]
    [InlineData("blk.1.ffn_down.weight")]
    [InlineData("token_embd.weight")]
    public void A_missing_tensor_is_named(string name) => Refused(new SyntheticModel { LeaveOut = name }, $"'{name}'");

    [Fact]
    public void Heads_that_do_not_divide_are_refused() => Refused(new SyntheticModel { Heads = 4, KeyValueHeads = 3 }, "head_count_kv", "divisor");

    [Fact]
    public void Heads_whose_product_overflows_are_refused() =>
        Refused(new SyntheticModel { Heads = 65536, KeyValueHeads = 65536, DeclaredHeadDimension = 65537 }, "head_count", "65537");

    [Fact]
    public void A_context_beyond_the_address_space_is_an_error_that_says_so()
    {
        using TemporaryModel file = new(new SyntheticModel { Layers = 1, Heads = 32, KeyValueHeads = 32, HeadDimension = 512 });
        using Model model = Model.Open(file.Path);
        Should.Throw<InsufficientMemoryException>(() => new InferenceContext(model, new ContextOptions { CachePositions = int.MaxValue, Threads = 1, MaxBatchTokens = 1 }))
            .Message.ShouldContain("shorter");
    }

    [Fact]
    public void A_vocabulary_without_weights_is_refused()
    {
        string file = TestData.Require("tokenizers/vocab/gguf/ggml-vocab-llama-spm.gguf");
        Should.Throw<ModelFormatException>(() => Model.Open(file)).Message.ShouldContain("vocabulary-only");
    }

    [Fact]
    public void Opening_reports_the_shape()
    {
        using TemporaryModel file = new(new SyntheticModel { Experts = 5, ExpertsUsed = 3, Tied = false });
        using Model model = Model.Open(file.Path);
        model.Hyperparameters.ShouldSatisfyAllConditions(
            shape => shape.Architecture.ShouldBe("llama"),
            shape => shape.VocabularySize.ShouldBe(260),
            shape => shape.ContextLength.ShouldBe(256),
            shape => shape.EmbeddingLength.ShouldBe(48),
            shape => shape.LayerCount.ShouldBe(2),
            shape => shape.HeadCount.ShouldBe(4),
            shape => shape.KeyValueHeadCount.ShouldBe(2),
            shape => shape.HeadDimension.ShouldBe(12),
            shape => shape.FeedForwardLength.ShouldBe(80),
            shape => shape.Rope.Base.ShouldBe(10000),
            shape => shape.ExpertCount.ShouldBe(5),
            shape => shape.ExpertUsedCount.ShouldBe(3));
    }

    static void Refused(SyntheticModel synthetic, params string[] fragments)
    {
        using TemporaryModel file = new(synthetic);
        string message = Should.Throw<ModelFormatException>(() => Model.Open(file.Path)).Message;
        message.ShouldContain(file.Path);
        foreach (string fragment in fragments)
            message.ShouldContain(fragment);
    }
}
