using Lode.Formats;
using Lode.Tests;

namespace Lode.Inference.Tests;

public sealed class ModelTests
{
    [Fact]
    public void An_architecture_that_cannot_be_run_is_refused_by_name_with_the_list_of_those_that_can() =>
        Refused(new SyntheticModel { Architecture = "mamba" }, "'mamba'", "llama");

    [Theory]
    [InlineData("mini/mini-qwen2-f32.gguf", "'qwen2'")]
    [InlineData("mini/mini-gemma3-f32.gguf", "'gemma3'")]
    [InlineData("mini/mini-phi3-f32.gguf", "'phi3'")]
    public void Models_of_other_architectures_are_refused(string path, string name)
    {
        string file = TestData.Require(path);
        Should.Throw<ModelFormatException>(() => Model.Open(file)).Message.ShouldContain(name);
    }

    [Fact]
    public void A_position_scaling_that_is_not_computed_is_refused() => Refused(new SyntheticModel { RopeScaling = "yarn" }, "rope.scaling.type", "'yarn'");

    [Fact]
    public void Linear_scaling_without_a_factor_and_no_scaling_open()
    {
        foreach (string? kind in (string?[])["linear", "none", null])
        {
            using TemporaryModel file = new(new SyntheticModel { RopeScaling = kind });
            using Model model = Model.Open(file.Path);
            model.Hyperparameters.RopeScale.ShouldBe(1);
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
            shape => shape.RopeBase.ShouldBe(10000),
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
