using System.Buffers;
using Lode.Control;
using Lode.Generation.Tests.Control;
using Lode.Inference;
using Lode.Tests;

namespace Lode.Generation.Tests;

[Collection(Alone.Name)]
public sealed class AllocationTests
{
    static readonly GenerationOptions s_options = new()
    {
        Sampling = new SamplingOptions { RepetitionPenalty = 1.1f, Seed = 3 },
        StopStrings = ["never to be seen"],
        IgnoreEndOfGeneration = true,
    };

    [Fact]
    public void Generating_a_token_allocates_no_managed_byte()
    {
        using TemporaryModel file = new(new SyntheticModel());
        using LanguageModel model = LanguageModel.Open(file.Path);
        using Generator generator = new(model, new ContextOptions { Threads = 1, CachePositions = 1024 });
        using GeneratedSequence first = generator.Start([1, 2], s_options);
        using GeneratedSequence second = generator.Start([3], s_options);
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
        LeastAllocated(Step).ShouldBe(0);
        first.Tokens.Length.ShouldBe(220);
    }

    [Fact]
    public void A_controlled_token_allocates_no_managed_byte_either()
    {
        using TemporaryModel file = new(new SyntheticModel());
        using LanguageModel model = LanguageModel.Open(file.Path);
        using Generator generator = new(model, new ContextOptions { Threads = 1, CachePositions = 2048 });
        int[] first = ['x'], spliced = ['y', 'z'];
        NativeController controller = Script.Controller(step =>
        {
            step.Mask.Fill(0x7FFF_FFFF);
            step.UseMask();
            step.UseBias();
            switch (step.Input.Round % 4)
            {
                case 0:
                    step.SetTemperature(0.7f);
                    break;
                case 1:
                    step.SpliceWhen(first, 0, spliced);
                    break;
                case 2:
                    return ControlAction.Skip;
            }
            return ControlAction.Sample;
        });
        using ControllerRequest request = controller.Start(model.Tokenizer, generator.ControlOptions());
        using GeneratedSequence free = generator.Start([1, 2], s_options);
        using GeneratedSequence steered = generator.Start([3], s_options, request);
        ArrayBufferWriter<byte> text = new(4096);
        void Step()
        {
            generator.Step();
            free.TakeText(text, out _);
            steered.TakeText(text, out _);
            text.ResetWrittenCount();
        }
        for (int i = 0; i < 20; i++)
            Step();
        LeastAllocated(Step).ShouldBe(0);
        steered.Error.ShouldBeNull();
        steered.Tokens.Length.ShouldBeGreaterThan(150);
    }

    /// <summary>The least bytes of five series of 40 steps: a collection empties pools of the runtime, which then fill again once.</summary>
    static long LeastAllocated(Action step)
    {
        long least = long.MaxValue;
        for (int series = 0; series < 5; series++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 40; i++)
                step();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        return least;
    }
}
