using Lode.Memory;
using Lode.Tests;

namespace Lode.Inference.Tests;

[Collection(Alone.Name)]
public sealed class AllocationTests
{
    [Theory]
    [InlineData("llama", 1, 0)]
    [InlineData("llama", 2, 0)]
    [InlineData("llama", 2, 20)]
    [InlineData("qwen2", 2, 0)]
    [InlineData("qwen3", 2, 0)]
    [InlineData("qwen3moe", 1, 0)]
    [InlineData("qwen3moe", 2, 0)]
    [InlineData("gemma2", 2, 20)]
    [InlineData("gemma3", 1, 20)]
    [InlineData("gemma3", 2, 20)]
    [InlineData("phi3", 2, 0)]
    [InlineData("llama", 2, 0, CacheType.F16)]
    [InlineData("llama", 2, 20, CacheType.Q8_0)]
    public void Decoding_allocates_no_managed_byte(string architecture, int threads, int window, CacheType cache = CacheType.Auto)
    {
        using TemporaryModel file = new(SyntheticModel.Of(architecture) with { Window = window });
        using Model model = Model.Open(file.Path);
        using InferenceContext context = new(model, new ContextOptions { Threads = threads, CacheType = cache });
        using RowBuffer row = new(2, model.Hyperparameters.VocabularySize);
        KvSequence first = context.CreateSequence();
        KvSequence second = context.CreateSequence();
        StepBatch batch = new();
        int[] token = [7];
        void Decode()
        {
            batch.Clear();
            batch.Add(first, token, StepRows.Last, row, 0);
            batch.Add(second, token, StepRows.Last, row, 1);
            context.Step(batch);
        }
        Decode();
        Decode();
        long least = long.MaxValue;
        for (int round = 0; round < 5; round++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            long mine = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 20; i++)
                Decode();
            (GC.GetAllocatedBytesForCurrentThread() - mine).ShouldBe(0);
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }
        // Other threads of the test host may allocate meanwhile, but not always; what a worker allocated would be there in every round.
        if (threads == 2)
            least.ShouldBeLessThan(20 * 24);
    }

    [Theory]
    [InlineData(1, CacheType.Auto)]
    [InlineData(2, CacheType.F16)]
    public void A_prompt_allocates_no_managed_byte_on_the_callers_thread(int threads, CacheType cache)
    {
        using TemporaryModel file = new(SyntheticModel.Of("llama"));
        using Model model = Model.Open(file.Path);
        using InferenceContext context = new(model, new ContextOptions { Threads = threads, CacheType = cache, MaxBatchTokens = 16 });
        using RowBuffer row = new(1, model.Hyperparameters.VocabularySize);
        KvSequence sequence = context.CreateSequence();
        StepBatch batch = new();
        int[] prompt = [.. Enumerable.Range(1, 50)];
        for (int round = 0; round < 4; round++)
        {
            long mine = GC.GetAllocatedBytesForCurrentThread();
            sequence.Truncate(0);
            batch.Clear();
            batch.Add(sequence, prompt, StepRows.Last, row);
            context.Step(batch);
            if (round > 1)
                (GC.GetAllocatedBytesForCurrentThread() - mine).ShouldBe(0);
        }
    }
}
