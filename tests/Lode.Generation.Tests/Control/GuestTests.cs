using System.Buffers;
using Lode.Control;
using Lode.Inference;
using Lode.Tests;

namespace Lode.Generation.Tests.Control;

/// <summary>Compiled controllers with models: the program does what its argument says, lines of when and what.</summary>
[Collection(Alone.Name)]
public sealed class GuestTests(ModelFixture models) : IClassFixture<ModelFixture>
{
    static readonly GenerationOptions s_drawn = new()
    {
        Sampling = new SamplingOptions { Seed = 21, Temperature = 1.5f, FrequencyPenalty = 0.1f },
        MaxTokens = 24,
        IgnoreEndOfGeneration = true,
    };

    [Theory]
    [InlineData(ModelFixture.Synthetic)]
    [InlineData(ModelFixture.Demo)]
    [InlineData(ModelFixture.Stories)]
    public void Sixteen_branches_of_a_guest_generate_what_sixteen_separate_runs_generate(string name)
    {
        LanguageModel model = models.Open(name);
        int[] prompt = model.Tokenize("Once upon a");
        using Controller controller = Guests.Load("probe");
        int[] ids = [.. Enumerable.Range(0, 16).Select(number => 40 + 11 * number)];
        string script = "0 fork 16\n" + string.Join('\n', ids.Select((id, number) => $"0/{number} allow {id} {id + 1}\n2/{number} splice 1 {id} 50 51\n3/{number} bias {id} 3"));
        using ControlledRun together = new(model, prompt, s_drawn, controller, script);
        together.First.Branches.Count.ShouldBe(16);
        for (int number = 0; number < 16; number++)
        {
            GeneratedSequence branch = together.First.Branches[number];
            branch.Error.ShouldBeNull();
            int id = ids[number];
            using ControlledRun alone = new(model, prompt, s_drawn with { Sampling = s_drawn.Sampling with { Seed = branch.Seed } }, controller,
                $"0 allow {id} {id + 1}\n2 splice 1 {id} 50 51\n3 bias {id} 3");
            branch.Tokens.ToArray().ShouldBe(alone.Tokens, $"branch {number}");
            ControlledRun.TextOf(branch).ShouldBe(alone.Text);
            branch.Tokens[1..4].ToArray().ShouldBe([id, 50, 51]);
        }
    }

    [Fact]
    public void A_guest_and_a_controller_in_this_language_that_do_the_same_write_the_same()
    {
        LanguageModel model = models.Open(ModelFixture.Demo);
        int[] prompt = model.Tokenize("Once upon a");
        using Controller guest = Guests.Load("probe");
        using ControlledRun compiled = new(model, prompt, s_drawn, guest,
            "prepare forbid 3 4 5\n1 bias 90 2\n2 logit 91 4\n3 temperature 0\n4 skip\n6 splice 2 100 101 102\n8 stop");
        using ControlledRun native = new(model, prompt, s_drawn, Script.Controller(new Script(step =>
        {
            switch (step.Input.Round)
            {
                case 1:
                    step.Bias[90] = 2;
                    step.UseBias();
                    break;
                case 2:
                    step.Logits[91] = 4;
                    break;
                case 3:
                    step.SetTemperature(0);
                    break;
                case 4:
                    return ControlAction.Skip;
                case 6:
                    return step.Splice(2, [100, 101, 102]);
                case 8:
                    return ControlAction.Stop;
            }
            return ControlAction.Sample;
        })
        {
            OnPrepare = step =>
            {
                step.Mask.Fill(uint.MaxValue);
                step.Mask[0] &= ~(7u << 3);
                step.UseMask();
            },
        }));
        compiled.First.Error.ShouldBeNull();
        compiled.Tokens.ShouldBe(native.Tokens);
        compiled.First.StopReason.ShouldBe(StopReason.Stopped);
    }

    [Theory]
    [InlineData("3 spin_once")]
    [InlineData("prepare spin_once")]
    public void A_call_that_took_too_long_costs_rounds_and_no_token(string script)
    {
        LanguageModel model = models.Open(ModelFixture.Synthetic);
        using Controller controller = Guests.Load("probe", Guests.Patient with { Step = TimeSpan.FromMilliseconds(300) });
        using Generator generator = new(model, new ContextOptions { Threads = 1, CachePositions = 2000 });
        using ControllerRequest request = Start(controller, generator, $"{script}\nmissed result missed yes");
        using GeneratedSequence slow = generator.Start([3], s_drawn, request);
        using GeneratedSequence free = generator.Start([1, 2], s_drawn);
        int rounds = 1;
        while (generator.Step())
            rounds++;
        slow.Error.ShouldBeNull();
        slow.Tokens.ToArray().ShouldBe(ControlledRun.Free(model, [3], s_drawn));
        free.Tokens.ToArray().ShouldBe(ControlledRun.Free(model, [1, 2], s_drawn));
        rounds.ShouldBeGreaterThan(24);
        request.Variables.Results.Keys.ShouldContain("missed");
    }

    [Fact]
    public void Guests_that_write_noise_everywhere_harm_themselves_alone()
    {
        LanguageModel model = models.Open(ModelFixture.Synthetic);
        using Controller controller = Guests.Load("probe");
        int[] free = ControlledRun.Free(model, [1, 2], s_drawn);
        using ControlledRun honest = new(model, [3], s_drawn, controller, "step forbid 97 98 99");
        int failed = 0;
        for (int seed = 0; seed < 60; seed++)
        {
            using Generator generator = new(model, new ContextOptions { Threads = 1, CachePositions = 2000 });
            using ControllerRequest noise = Start(controller, generator, $"prepare noise {seed}\nstep noise {seed * 7919}\n{seed % 9} verdict {seed % 5}");
            using ControllerRequest good = Start(controller, generator, "step forbid 97 98 99");
            GeneratedSequence bad = generator.Start([5, 6], s_drawn, noise);
            using GeneratedSequence beside = generator.Start([1, 2], s_drawn);
            using GeneratedSequence steered = generator.Start([3], s_drawn, good);
            for (int round = 0; generator.Step(); round++)
                round.ShouldBeLessThan(5000);
            beside.Tokens.ToArray().ShouldBe(free, $"seed {seed}");
            steered.Tokens.ToArray().ShouldBe(honest.Tokens, $"seed {seed}");
            failed += bad.StopReason == StopReason.ControllerError ? 1 : 0;
            foreach (GeneratedSequence branch in bad.Branches)
                branch.Dispose();
        }
        failed.ShouldBeGreaterThan(10);
    }

    [Fact]
    public void A_token_under_a_guest_allocates_no_managed_byte()
    {
        LanguageModel model = models.Open(ModelFixture.Synthetic);
        using Controller controller = Guests.Load("probe");
        using Generator generator = new(model, new ContextOptions { Threads = 1, CachePositions = 2048 });
        using ControllerRequest request = Start(controller, generator, "prepare allow 97 98 99 100 101 102\nstep bias 99 1\nstep temperature 0.9");
        using GeneratedSequence sequence = generator.Start([3], s_drawn with { MaxTokens = null }, request);
        ArrayBufferWriter<byte> text = new(4096);
        void Step()
        {
            generator.Step();
            sequence.TakeText(text, out _);
            text.ResetWrittenCount();
        }
        for (int i = 0; i < 20; i++)
            Step();
        long before = GC.GetTotalAllocatedBytes(precise: true);
        for (int i = 0; i < 200; i++)
            Step();
        (GC.GetTotalAllocatedBytes(precise: true) - before).ShouldBeLessThan(200 * 16); // of the whole process: the runner has a thread or two
        sequence.Error.ShouldBeNull();
        sequence.Tokens.Length.ShouldBe(220);
    }

    static ControllerRequest Start(Controller controller, Generator generator, string script) =>
        controller.Start(generator.Model.Tokenizer, generator.ControlOptions(System.Text.Encoding.UTF8.GetBytes(script)));
}
