using System.Text.Json;
using Lode.Formats;
using Lode.Inference.Transformer;
using Lode.Tests;

namespace Lode.Inference.Tests;

/// <summary>Which experts tokens go to.</summary>
public sealed class RoutingTests
{
    [Theory]
    [InlineData("mini-qwen3moe-f32")]
    [InlineData("mini-mixtral-f32")]
    public void Experts_at_every_position_are_those_of_float64(string name)
    {
        Reference reference = Reference.Mini(name);
        using JsonDocument recorded = JsonDocument.Parse(File.ReadAllBytes(TestData.Require($"mini/{name}.float64.experts.json")));
        int[][][] expected = [.. recorded.RootElement.GetProperty("experts_per_layer_per_position").EnumerateArray().Select(layer => layer
            .EnumerateArray().Select(position => position.EnumerateArray().Select(expert => expert.GetInt32()).Order().ToArray()).ToArray())];
        Routes(reference.ModelPath, reference.Prompt).ShouldBe(expected);
    }

    [Fact]
    public void Experts_of_a_quantised_model_are_those_of_float64_over_its_weights()
    {
        Reference reference = Reference.Tiny("tiny-qwen3moe-q4_0");
        using GgufModel model = GgufModel.Open(reference.ModelPath);
        Float64Transformer pass = new(model, Reference.Context);
        pass.Logits(reference.Prompt);
        int[][][] found = Routes(reference.ModelPath, reference.Prompt);
        for (int i = 0; i < pass.Routed.Count; i++)
            found[i % found.Length][i / found.Length].ShouldBe(pass.Routed[i]);
    }

    [Fact]
    public void Weights_that_are_not_numbers_give_no_token_an_expert_twice()
    {
        using TemporaryModel file = new(SyntheticModel.Of("qwen3moe") with { SpoilRouter = true });
        int[][][] routes = Routes(file.Path, [1, 2, 3, 4, 5]);
        routes.ShouldAllBe(layer => layer.All(chosen => chosen.Distinct().Count() == chosen.Length));
    }

    /// <summary>[layers, positions]: the experts of a prompt, ascending.</summary>
    static int[][][] Routes(string path, int[] prompt)
    {
        using Model model = Model.Open(path);
        using InferenceContext context = new(model, new ContextOptions { ContextLength = 256, MaxBatchTokens = 256, Threads = 2, CacheType = CacheType.F32 });
        List<int[][]> layers = [];
        ((MixtureOfExperts)context.Graph.FeedForward).Routed = chosen =>
            layers.Add([.. chosen.Chunk(model.Hyperparameters.ExpertUsedCount).Select(one => one.Order().ToArray())]);
        StepBatch batch = new();
        batch.Add(context.CreateSequence(), prompt);
        context.Step(batch);
        return [.. layers];
    }
}
