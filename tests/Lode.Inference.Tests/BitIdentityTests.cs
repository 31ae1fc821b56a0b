using Lode.Memory;
using Lode.Tests;

namespace Lode.Inference.Tests;

/// <summary>A row depends on the tokens before it and on nothing else, to the bit.</summary>
public sealed class BitIdentityTests
{
    public static TheoryData<string> DataModels => ["mini/mini-llama3-f32.gguf", "mini/mini-mixtral-f32.gguf", "mini/mini-gemma3-f32.gguf", "mini/quant-llama-q4_k_m.gguf"];

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    public void Random_schedules_over_a_synthetic_model_do_not_change_a_bit(int experts)
    {
        using TemporaryModel model = new(new SyntheticModel { Experts = experts, Biases = experts == 0 });
        CheckSchedules(model.Path);
    }

    [Theory]
    [InlineData("qwen2")]
    [InlineData("qwen3")]
    [InlineData("qwen3moe")]
    [InlineData("gemma2")]
    [InlineData("gemma3")]
    [InlineData("phi3")]
    public void Random_schedules_over_other_architectures_do_not_change_a_bit(string architecture)
    {
        using TemporaryModel model = new(SyntheticModel.Of(architecture));
        CheckSchedules(model.Path);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(11)]
    [InlineData(16)]
    [InlineData(37)]
    public void Random_schedules_over_a_model_with_a_window_do_not_change_a_bit(int window)
    {
        using TemporaryModel model = new(new SyntheticModel { Window = window, RopeLayout = "halves" });
        CheckSchedules(model.Path);
    }

    [Theory]
    [InlineData("gemma2", CacheType.F16)]
    [InlineData("gemma2", CacheType.Q8_0)]
    [InlineData("qwen3", CacheType.F16)]
    [InlineData("llama", CacheType.Q8_0)]
    public void Random_schedules_over_rounded_caches_do_not_change_a_bit(string architecture, CacheType cache)
    {
        using TemporaryModel model = new(SyntheticModel.Of(architecture) with { Window = architecture == "gemma2" ? 11 : 0 });
        CheckSchedules(model.Path, cache);
    }

    [Theory]
    [MemberData(nameof(DataModels))]
    public void Random_schedules_do_not_change_a_bit(string path) => CheckSchedules(TestData.Require(path));

    /// <summary>
    /// Eight sequences grow, fork and are cut at random, many in one batch, in chunks of any size, on several threads. Every row written on
    /// the way must equal the row of the same history computed alone, in one piece, on one thread.
    /// </summary>
    static void CheckSchedules(string path, CacheType cache = CacheType.Auto)
    {
        using Model model = Model.Open(path);
        for (int seed = 1; seed <= 4; seed++)
        {
            Random random = new(seed);
            ContextOptions options = new() { ContextLength = 96, CachePositions = 96 * 24, Threads = 1 + seed % 3, MaxBatchTokens = 1 + random.Next(40), CacheType = cache };
            using InferenceContext context = new(model, options);
            List<(KvSequence Sequence, List<int> History)> live = [];
            for (int i = 0; i < 8; i++)
                live.Add((context.CreateSequence(), []));
            Dictionary<string, float[]> truths = [];
            using RowBuffer rows = new(8 * 24, model.Hyperparameters.VocabularySize);
            StepBatch batch = new();
            for (int step = 0; step < 25; step++)
            {
                for (int i = 0; i < live.Count; i++)
                    live[i] = Mutate(live, i, random);
                batch.Clear();
                List<(int Row, int[] History)> expected = [];
                int row = 0;
                foreach ((KvSequence sequence, List<int> history) in live)
                {
                    int room = Math.Min(24, 96 - history.Count);
                    if (room == 0 || random.Next(3) == 0)
                        continue;
                    int[] tokens = [.. Enumerable.Range(0, random.Next(1, random.Next(2) == 0 ? 2 : room + 1)).Select(_ => random.Next(model.Hyperparameters.VocabularySize))];
                    bool all = random.Next(2) == 0;
                    batch.Add(sequence, tokens, all ? StepRows.All : StepRows.Last, rows, row);
                    for (int i = 0; i < tokens.Length; i++)
                    {
                        history.Add(tokens[i]);
                        if (all || i == tokens.Length - 1)
                            expected.Add((row++, [.. history]));
                    }
                }
                context.Step(batch);
                // The last row of each sequence and a few others; a truth costs a whole pass.
                foreach ((int at, int[] history) in expected.Where((_, i) => i % 5 == 0))
                {
                    string key = string.Join(',', history);
                    if (!truths.TryGetValue(key, out float[]? truth))
                        truths[key] = truth = Alone(model, history, cache);
                    rows.Row(at).SequenceEqual(truth).ShouldBeTrue($"seed {seed}, step {step}, history of {history.Length}");
                }
            }
            foreach ((KvSequence sequence, _) in live)
                sequence.Dispose();
            context.CacheUse.Blocks.ShouldBe(0);
        }
    }

    static (KvSequence, List<int>) Mutate(List<(KvSequence Sequence, List<int> History)> live, int i, Random random)
    {
        (KvSequence sequence, List<int> history) = live[i];
        switch (random.Next(8))
        {
            case 0: // cut anywhere
                int length = random.Next(history.Count + 1);
                sequence.Truncate(length);
                history.RemoveRange(length, history.Count - length);
                return (sequence, history);
            case 1: // become a fork of another
                (KvSequence other, List<int> past) = live[random.Next(live.Count)];
                KvSequence fork = other.Fork();
                List<int> copy = [.. past];
                sequence.Dispose();
                return (fork, copy);
            default:
                return (sequence, history);
        }
    }

    static float[] Alone(Model model, int[] history, CacheType cache)
    {
        using InferenceContext context = new(model, new ContextOptions { ContextLength = 96, Threads = 1, CacheType = cache });
        using RowBuffer row = new(1, model.Hyperparameters.VocabularySize);
        StepBatch batch = new();
        batch.Add(context.CreateSequence(), history, StepRows.Last, row);
        context.Step(batch);
        return row.Row(0).ToArray();
    }
}
