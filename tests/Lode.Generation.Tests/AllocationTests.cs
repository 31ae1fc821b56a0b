using System.Buffers;
using Lode.Inference;
using Lode.Tests;

namespace Lode.Generation.Tests;

[Collection(Alone.Name)]
public sealed class AllocationTests
{
    [Fact]
    public void Generating_a_token_allocates_no_managed_byte()
    {
        using TemporaryModel file = new(new SyntheticModel());
        using LanguageModel model = LanguageModel.Open(file.Path);
        using Generator generator = new(model, new ContextOptions { Threads = 1, CachePositions = 1024 });
        GenerationOptions options = new()
        {
            Sampling = new SamplingOptions { RepetitionPenalty = 1.1f, Seed = 3 },
            StopStrings = ["never to be seen"],
            IgnoreEndOfGeneration = true,
        };
        using GeneratedSequence first = generator.Start([1, 2], options);
        using GeneratedSequence second = generator.Start([3], options);
        ArrayBufferWriter<byte> text = new(4096);
        void Step()
        {
            generator.Step();
            first.TakeText(text);
            second.TakeText(text);
            text.ResetWrittenCount();
        }
        for (int i = 0; i < 20; i++)
            Step();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 200; i++)
            Step();
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
        first.Tokens.Length.ShouldBe(220);
    }
}
