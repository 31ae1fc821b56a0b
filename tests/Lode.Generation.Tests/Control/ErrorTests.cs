using System.Text;
using Lode.Control;
using Lode.Inference;

namespace Lode.Generation.Tests.Control;

/// <summary>What a controller does wrong ends its own sequence and nothing else.</summary>
public sealed class ErrorTests(ModelFixture models) : IClassFixture<ModelFixture>
{
    static readonly GenerationOptions s_drawn = new() { Sampling = new SamplingOptions { Seed = 3 }, MaxTokens = 20, IgnoreEndOfGeneration = true };

    public static TheoryData<string, ControllerFault, string> Wrongs => new()
    {
        { "throws", ControllerFault.Trap, "this is thrown" },
        { "empty mask", ControllerFault.EmptyMask, "expected a token that can be sampled, found a mask that allows none" },
        { "mask beyond the vocabulary", ControllerFault.EmptyMask, "a mask that allows none" },
        { "mask of impossible tokens", ControllerFault.EmptyMask, "found 2 that the mask allows, of which none has a logit that is a number" },
        { "logits that are no numbers", ControllerFault.EmptyMask, "logits of which none is a number" },
        { "biases that are no numbers", ControllerFault.EmptyMask, "logits of which none is a number" },
        { "verdict", ControllerFault.Answer, "a verdict of 0 to 4, found 77" },
        { "temperature", ControllerFault.Answer, "a temperature of 0 to 1000, found NaN" },
        { "token", ControllerFault.Answer, "tokens below 260, found 260" },
        { "backtrack", ControllerFault.Answer, "a backtrack of at most 6 tokens, found 7" },
        { "branches", ControllerFault.Answer, "2 to 16 branches, found 17" },
        { "preparation throws", ControllerFault.Trap, "this is thrown" },
    };

    [Theory]
    [MemberData(nameof(Wrongs))]
    public void An_error_ends_its_sequence_with_a_reason_and_changes_no_other(string wrong, ControllerFault fault, string message)
    {
        LanguageModel model = models.Open(ModelFixture.Synthetic);
        NativeController bad = Script.Controller(new Script(step => step.Input.Round == 6 ? Do(wrong, step) : ControlAction.Sample)
        {
            OnPrepare = wrong == "preparation throws" ? step => Throw(step.Input.Round == 6) : null,
        });
        NativeController good = Script.Controller(step =>
        {
            step.Mask.Fill(0x7777_7777);
            step.UseMask();
            return ControlAction.Sample;
        });
        using Generator generator = new(model, new ContextOptions { Threads = 1, CachePositions = 2000 });
        using ControllerRequest badRequest = bad.Start(model.Tokenizer, generator.ControlOptions()), goodRequest = good.Start(model.Tokenizer, generator.ControlOptions());
        using GeneratedSequence free = generator.Start([1, 2], s_drawn);
        using GeneratedSequence failing = generator.Start([3, 4, 5], s_drawn, badRequest);
        using GeneratedSequence steered = generator.Start([6], s_drawn, goodRequest);
        while (generator.Step())
        {
        }
        failing.StopReason.ShouldBe(StopReason.ControllerError);
        failing.Error!.Fault.ShouldBe(fault);
        failing.Error.Message.ShouldStartWith("script: ");
        failing.Error.Message.ShouldContain(message);
        failing.Tokens.ToArray().ShouldBe(ControlledRun.Free(model, [3, 4, 5], s_drawn)[..6]);
        Encoding.UTF8.GetString(failing.Text).ShouldBe(model.Tokenizer.Decode(failing.Tokens.ToArray()));
        free.Tokens.ToArray().ShouldBe(ControlledRun.Free(model, [1, 2], s_drawn));
        using ControlledRun alone = new(model, [6], s_drawn, good);
        steered.Tokens.ToArray().ShouldBe(alone.Tokens);
        generator.Context.CacheUse.Blocks.ShouldBe(0);
    }

    [Fact]
    public void Skipping_for_too_long_is_an_error_and_is_no_busy_loop()
    {
        LanguageModel model = models.Open(ModelFixture.Synthetic);
        int calls = 0;
        NativeController controller = Script.Controller(
            _ =>
            {
                calls++;
                return ControlAction.Skip;
            },
            new ControllerLimits { Skipping = TimeSpan.FromMilliseconds(300) });
        using ControlledRun run = new(model, [1], s_drawn, controller);
        run.First.StopReason.ShouldBe(StopReason.ControllerError);
        run.First.Error!.Fault.ShouldBe(ControllerFault.Limit);
        run.First.Error.Message.ShouldContain("within 0.3 s");
        calls.ShouldBeInRange(2, 400); // it sleeps a millisecond or more between them, but for the first
    }

    [Fact]
    public void Others_go_on_while_one_skips()
    {
        LanguageModel model = models.Open(ModelFixture.Synthetic);
        using Generator generator = new(model, new ContextOptions { Threads = 1, CachePositions = 2000 });
        GeneratedSequence free = generator.Start([1, 2], s_drawn);
        NativeController controller = Script.Controller(_ => free.StopReason is null ? ControlAction.Skip : ControlAction.Sample);
        using ControllerRequest request = controller.Start(model.Tokenizer, generator.ControlOptions());
        using GeneratedSequence skipping = generator.Start([3], s_drawn, request);
        while (generator.Step())
        {
        }
        free.Tokens.ToArray().ShouldBe(ControlledRun.Free(model, [1, 2], s_drawn));
        skipping.Tokens.ToArray().ShouldBe(ControlledRun.Free(model, [3], s_drawn));
        free.Dispose();
    }

    [Fact]
    public void A_request_for_another_model_or_a_shorter_context_is_refused()
    {
        LanguageModel model = models.Open(ModelFixture.Synthetic);
        using NativeController controller = Script.Controller(_ => ControlAction.Sample);
        using Generator generator = new(model);
        foreach (RequestOptions wrong in (RequestOptions[])[generator.ControlOptions() with { Vocabulary = 300 }, generator.ControlOptions() with { TokenCapacity = 100 }])
        {
            using ControllerRequest request = controller.Start(model.Tokenizer, wrong);
            Should.Throw<ArgumentException>(() => generator.Start([1], s_drawn, request)).Message.ShouldContain("Generator.ControlOptions");
        }
        using ControllerRequest twice = controller.Start(model.Tokenizer, generator.ControlOptions());
        generator.Start([1], s_drawn, twice).Dispose();
        Should.Throw<ArgumentException>(() => generator.Start([1], s_drawn, twice)).Message.ShouldContain("one for each text");
    }

    [Fact]
    public void A_request_that_was_disposed_before_its_sequences_is_a_mistake_that_is_told()
    {
        LanguageModel model = models.Open(ModelFixture.Synthetic);
        foreach (bool skips in (bool[])[false, true])
        {
            using NativeController controller = Script.Controller(new Script(_ => skips ? ControlAction.Skip : ControlAction.Sample) { OnPrepare = _ => { } });
            using Generator generator = new(model);
            ControllerRequest request = controller.Start(model.Tokenizer, generator.ControlOptions());
            using GeneratedSequence sequence = generator.Start([1], s_drawn, request);
            generator.Step();
            request.Dispose();
            Should.Throw<ObjectDisposedException>(() => generator.Step());
        }
    }

    static void Throw(bool isTime)
    {
        if (isTime)
            throw new InvalidOperationException("this is thrown");
    }

    static ControlAction Do(string wrong, ControlStep step)
    {
        switch (wrong)
        {
            case "throws":
                Throw(true);
                break;
            case "empty mask":
                step.Mask.Clear();
                step.UseMask();
                break;
            case "mask beyond the vocabulary":
                step.Mask.Clear();
                step.Mask[^1] = uint.MaxValue << (step.Logits.Length % 32);
                step.UseMask();
                break;
            case "mask of impossible tokens":
                step.Mask.Clear();
                step.Mask[3] = 0x101;
                step.UseMask();
                (step.Logits[96], step.Logits[104]) = (float.NaN, float.NegativeInfinity);
                break;
            case "logits that are no numbers":
                step.Logits.Fill(float.NaN);
                break;
            case "biases that are no numbers":
                step.Bias.Fill(float.NaN);
                step.UseBias();
                break;
            case "verdict":
                return (ControlAction)77;
            case "temperature":
                step.SetTemperature(float.NaN);
                break;
            case "token":
                return step.Splice(0, [step.Logits.Length]);
            case "backtrack":
                return step.Splice(7, []);
            case "branches":
                return step.Fork(17);
        }
        return ControlAction.Sample;
    }
}
