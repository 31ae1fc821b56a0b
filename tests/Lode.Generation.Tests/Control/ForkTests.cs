using Lode.Control;
using Lode.Inference;

namespace Lode.Generation.Tests.Control;

public sealed class ForkTests(ModelFixture models) : IClassFixture<ModelFixture>
{
    static readonly GenerationOptions s_drawn = new()
    {
        Sampling = new SamplingOptions { Seed = 11, Temperature = 1.5f, FrequencyPenalty = 0.1f },
        MaxTokens = 24,
        IgnoreEndOfGeneration = true,
    };

    [Theory]
    [InlineData(ModelFixture.Synthetic)]
    [InlineData(ModelFixture.Demo)]
    [InlineData(ModelFixture.Stories)]
    public void Sixteen_branches_generate_what_sixteen_separate_runs_generate(string name)
    {
        LanguageModel model = models.Open(name);
        int[] prompt = model.Tokenize("Once upon a");
        using ControlledRun together = new(model, prompt, s_drawn, Script.Controller(step =>
            step.Header.Branches == 0 ? step.Fork(16) : Restrict(step, (int)step.Header.Branch)));
        together.First.Branches.Count.ShouldBe(16);
        HashSet<string> texts = [];
        for (int number = 0; number < 16; number++)
        {
            GeneratedSequence branch = together.First.Branches[number];
            (branch.Number, branch.Parent).ShouldBe((number, 0));
            branch.StopReason.ShouldBe(StopReason.TokenLimit);
            int own = number;
            using ControlledRun alone = new(model, prompt, s_drawn with { Sampling = s_drawn.Sampling with { Seed = branch.Seed } },
                Script.Controller(step => Restrict(step, own)));
            branch.Tokens.ToArray().ShouldBe(alone.Tokens, $"branch {number}");
            ControlledRun.TextOf(branch).ShouldBe(alone.Text);
            texts.Add(alone.Text);
        }
        texts.Count.ShouldBeGreaterThan(12); // they are not all the same
    }

    [Fact]
    public void A_branch_of_a_branch_goes_on_from_the_text_at_its_fork()
    {
        LanguageModel model = models.Open(ModelFixture.Demo);
        int[] prompt = model.Tokenize("Once upon a");
        Dictionary<uint, (int[] Tokens, float[] Logits)> atFork = [];
        HashSet<uint> forked = [];
        NativeController controller = Script.Controller(step =>
        {
            uint number = step.Header.Sequence;
            if (step.Header.Branches > 0 && atFork.TryAdd(number, (step.Tokens.ToArray(), step.Logits.ToArray())))
                return ControlAction.Sample;
            return (number, step.Tokens.Length - prompt.Length) is (0, 5) or (1, 9) && forked.Add(number) ? step.Fork(2) : ControlAction.Sample;
        });
        using ControlledRun run = new(model, prompt, s_drawn, controller);
        run.First.Branches.Select(branch => branch.Parent).ShouldBe([0, 0, 1]);
        run.First.Tokens.ToArray().ShouldBe(ControlledRun.Free(model, prompt, s_drawn)); // who went on did so as if nothing had been
        foreach (GeneratedSequence branch in run.First.Branches.Skip(1))
        {
            (int[] tokens, float[] logits) = atFork[(uint)branch.Number];
            tokens.Length.ShouldBe(prompt.Length + (branch.Number == 1 ? 5 : 9));
            tokens[prompt.Length..].ShouldBe(run.First.Branches[branch.Parent].Tokens[..(tokens.Length - prompt.Length)].ToArray());
            logits.ShouldBe(ControlledRun.Logits(model, tokens));
            int before = tokens.Length - prompt.Length;
            GenerationOptions rest = s_drawn with { Sampling = s_drawn.Sampling with { Seed = branch.Seed }, MaxTokens = s_drawn.MaxTokens - before };
            branch.Tokens[before..].ToArray().ShouldBe(ControlledRun.Free(model, tokens, rest));
            ControlledRun.TextOf(branch).ShouldBe(model.Tokenizer.Decode(branch.Tokens.ToArray()));
        }
    }

    [Fact]
    public void What_was_prepared_counts_in_the_branches_of_the_round_too()
    {
        LanguageModel model = models.Open(ModelFixture.Synthetic);
        using ControlledRun run = new(model, [1], s_drawn, Script.Controller(new Script(step => step.Header.Branches == 0 ? step.Fork(3) : ControlAction.Sample)
        {
            OnPrepare = step =>
            {
                step.Mask.Clear();
                step.Mask['a' / 32] = 7u << ('a' % 32);
                step.UseMask();
                step.SetTemperature(step.Header.Branches == 0 ? 0 : 2);
            },
        }));
        run.First.Branches.Count.ShouldBe(3);
        int[][] texts = [.. run.First.Branches.Select(branch => branch.Tokens.ToArray())];
        texts.ShouldAllBe(text => text.Length == 24 && text.All(token => token >= 'a' && token <= 'c'));
        texts.Select(text => text[0]).Distinct().ShouldHaveSingleItem(); // the temperature was 0
    }

    [Fact]
    public void A_fork_beyond_the_limit_ends_the_sequence_that_wanted_it_and_no_other()
    {
        LanguageModel model = models.Open(ModelFixture.Synthetic);
        NativeController controller = Script.Controller(
            step => step.Input.Round switch
            {
                0 when step.Header.Branches == 0 => step.Fork(3),
                4 when step.Header.Sequence == 1 => step.Fork(3),
                _ => ControlAction.Sample,
            },
            new ControllerLimits { Sequences = 4 });
        using ControlledRun run = new(model, [1], s_drawn, controller);
        run.First.Branches.Count.ShouldBe(3);
        run.First.Branches[1].StopReason.ShouldBe(StopReason.ControllerError);
        run.First.Branches[1].Error!.Fault.ShouldBe(ControllerFault.Limit);
        run.First.Branches[1].Tokens.Length.ShouldBe(4);
        run.First.Tokens.ToArray().ShouldBe(ControlledRun.Free(model, [1], s_drawn));
        run.First.Branches[2].Tokens.Length.ShouldBe(24);
    }

    [Fact]
    public void Where_the_cache_has_no_room_for_all_branches_the_last_ones_end_and_the_first_goes_on()
    {
        LanguageModel model = models.Open(ModelFixture.Synthetic);
        NativeController controller = Script.Controller(step => step.Input.Round == 2 && step.Header.Branches == 0 ? step.Fork(8) : ControlAction.Sample);
        GenerationOptions options = s_drawn with { MaxTokens = 40 };
        using ControlledRun run = new(model, [1, 2, 3], options, controller, context: new ContextOptions { Threads = 1, ContextLength = 64, CachePositions = 112 });
        run.First.StopReason.ShouldBe(StopReason.TokenLimit);
        run.First.Tokens.ToArray().ShouldBe(ControlledRun.Free(model, [1, 2, 3], options));
        run.First.Branches.Skip(1).ShouldAllBe(branch => branch.StopReason == StopReason.TokenLimit || branch.StopReason == StopReason.CacheFull);
        run.First.Branches[^1].StopReason.ShouldBe(StopReason.CacheFull);
    }

    [Fact]
    public void The_first_seed_is_the_one_that_was_given_and_the_others_differ()
    {
        ulong[] seeds = [.. Enumerable.Range(0, 1000).Select(number => Generation.Sampling.RandomSource.SeedOf(7, number))];
        seeds[0].ShouldBe(7UL);
        seeds.Distinct().Count().ShouldBe(1000);
        Generation.Sampling.RandomSource.SeedOf(0, 1).ShouldBe(16294208416658607535UL); // the first number of SplitMix64 from 0, by its authors
    }

    static ControlAction Restrict(ControlStep step, int number)
    {
        // Half of the vocabulary, another one for each.
        for (int i = 0; i < step.Mask.Length; i++)
            step.Mask[i] = uint.RotateLeft(0x0F0F_3355, number + i);
        step.UseMask();
        return ControlAction.Sample;
    }
}
