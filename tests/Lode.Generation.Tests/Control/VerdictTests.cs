using Lode.Control;
using Lode.Tests;

namespace Lode.Generation.Tests.Control;

public sealed class VerdictTests(ModelFixture models) : IClassFixture<ModelFixture>
{
    static readonly GenerationOptions s_greedy = new() { Sampling = new SamplingOptions { Temperature = 0 }, MaxTokens = 20, IgnoreEndOfGeneration = true };
    static readonly GenerationOptions s_drawn = s_greedy with { Sampling = new SamplingOptions { Seed = 5, RepetitionPenalty = 1.1f } };

    [Theory]
    [InlineData(ModelFixture.Synthetic)]
    [InlineData(ModelFixture.Demo)]
    [InlineData(ModelFixture.Stories)]
    public void A_controller_that_wants_nothing_changes_nothing(string name)
    {
        LanguageModel model = models.Open(name);
        int[] prompt = model.Tokenize("Once upon a");
        foreach (GenerationOptions options in (GenerationOptions[])[s_greedy, s_drawn])
        {
            using ControlledRun run = new(model, prompt, options, Script.Controller(_ => ControlAction.Sample));
            run.Tokens.ShouldBe(ControlledRun.Free(model, prompt, options));
            run.First.StopReason.ShouldBe(StopReason.TokenLimit);
        }
    }

    [Theory]
    [InlineData(ModelFixture.Synthetic)]
    [InlineData(ModelFixture.Demo)]
    [InlineData(ModelFixture.Stories)]
    public void A_text_that_masks_force_is_that_text(string name)
    {
        LanguageModel model = models.Open(name);
        int[] prompt = model.Tokenize("Once upon a");
        string wanted = " green dog, who sang.";
        int[] tokens = model.Tokenize(wanted, addSpecial: false);
        NativeController controller = Script.Controller(step =>
        {
            int at = step.Tokens.Length - prompt.Length;
            if (at == tokens.Length)
                return ControlAction.Stop;
            step.Mask.Clear();
            step.Mask[tokens[at] / 32] = 1u << (tokens[at] % 32);
            step.UseMask();
            return ControlAction.Sample;
        });
        using ControlledRun run = new(model, prompt, s_drawn with { MaxTokens = null }, controller);
        run.Tokens.ShouldBe(tokens);
        run.Text.TrimStart().ShouldBe(wanted.TrimStart());
        run.First.StopReason.ShouldBe(StopReason.Stopped);
    }

    [Fact]
    public void Biases_temperatures_and_written_logits_count_for_the_step_that_wants_them()
    {
        LanguageModel model = models.Open(ModelFixture.Synthetic);
        int[] free = ControlledRun.Free(model, [1], s_greedy);
        NativeController controller = Script.Controller(step =>
        {
            switch (step.Input.Round)
            {
                case 1:
                    step.Bias.Clear();
                    step.Bias['b'] = 1e6f;
                    step.UseBias();
                    break;
                case 3:
                    step.Logits['c'] = 1e6f;
                    break;
                case 5:
                    step.Logits.Fill(1);
                    step.Logits['d'] = 1.5f;
                    step.SetTemperature(0);
                    break;
            }
            return ControlAction.Sample;
        });
        using ControlledRun run = new(model, [1], s_greedy, controller);
        run.Tokens[0].ShouldBe(free[0]);
        run.Tokens[1].ShouldBe('b');
        run.Tokens[2].ShouldBe(Likeliest(model, [1, .. run.Tokens[..2]])); // the biases are there, but not in use
        run.Tokens[3].ShouldBe('c');
        run.Tokens[5].ShouldBe('d');
        run.Tokens[6].ShouldBe(Likeliest(model, [1, .. run.Tokens[..6]]));
    }

    [Fact]
    public void A_temperature_of_the_controller_takes_the_place_of_the_samplers()
    {
        LanguageModel model = models.Open(ModelFixture.Demo);
        int[] prompt = model.Tokenize("Once upon a");
        NativeController cold = Script.Controller(step =>
        {
            step.SetTemperature(0);
            return ControlAction.Sample;
        });
        using ControlledRun run = new(model, prompt, s_drawn with { Sampling = new SamplingOptions { Seed = 5, Temperature = 3 } }, cold);
        run.Tokens.ShouldBe(ControlledRun.Free(model, prompt, s_greedy));
        NativeController warm = Script.Controller(step =>
        {
            step.SetTemperature(0.8f);
            return ControlAction.Sample;
        });
        using ControlledRun drawn = new(model, prompt, s_drawn with { Sampling = s_drawn.Sampling with { Temperature = 0 } }, warm);
        drawn.Tokens.ShouldBe(ControlledRun.Free(model, prompt, s_drawn));
    }

    [Fact]
    public void Stopping_ends_the_text_as_it_is()
    {
        LanguageModel model = models.Open(ModelFixture.Demo);
        int[] prompt = model.Tokenize("Once upon a");
        using ControlledRun run = new(model, prompt, s_greedy, Script.Controller(step => step.Input.Round == 7 ? ControlAction.Stop : ControlAction.Sample));
        run.Tokens.ShouldBe(ControlledRun.Free(model, prompt, s_greedy)[..7]);
        run.First.StopReason.ShouldBe(StopReason.Stopped);
        run.First.Error.ShouldBeNull();
    }

    [Fact]
    public void A_conditional_splice_takes_the_sampled_token_back_and_tells_what_happened()
    {
        LanguageModel model = models.Open(ModelFixture.Demo);
        int[] prompt = model.Tokenize("Once upon a");
        int[] free = ControlledRun.Free(model, prompt, s_greedy);
        int[] instead = model.Tokenize("dragon and a", addSpecial: false);
        List<StepInput> inputs = [];
        NativeController controller = Script.Controller(step =>
        {
            inputs.Add(step.Input);
            if (step.Input.Round == 4)
            {
                step.SpliceWhen([free[4] + 1], 1, [1]);
                step.SpliceWhen([free[3], free[4]], 2, instead);
            }
            return ControlAction.Sample;
        });
        using ControlledRun run = new(model, prompt, s_greedy, controller);
        int[] spliced = [.. free[..3], .. instead];
        run.Tokens[..spliced.Length].ShouldBe(spliced);
        run.Tokens[spliced.Length..].ShouldBe(ControlledRun.Free(model, [.. prompt, .. spliced], s_greedy)[..(20 - spliced.Length)]);
        StepInput news = inputs[5];
        (news.Sampled, news.Splice, news.Removed, news.Appended).ShouldBe((free[4], 1, 1u, (uint)instead.Length));
        (inputs[6].Sampled, inputs[6].Splice, inputs[6].Removed, inputs[6].Appended).ShouldBe((run.Tokens[spliced.Length], -1, 0u, 1u));
    }

    [Fact]
    public void A_conditional_splice_may_keep_the_sampled_token_even_one_that_ends_texts()
    {
        LanguageModel model = models.Open(ModelFixture.Synthetic);
        int end = SyntheticModel.EndOfText;
        NativeController controller = Script.Controller(step =>
        {
            if (step.Input.Round > 1)
                return ControlAction.Stop;
            step.Logits[end] = 1e6f;
            step.SpliceWhen([end], step.Input.Round == 0 ? 0 : 1, [(int)'x', (int)'y']);
            return ControlAction.Sample;
        });
        using ControlledRun run = new(model, [1], s_greedy with { IgnoreEndOfGeneration = false }, controller);
        run.Tokens.ShouldBe([end, 'x', 'y', 'x', 'y']);
        run.First.StopReason.ShouldBe(StopReason.Stopped);
        run.Text.ShouldBe("xyxy");
    }

    [Fact]
    public void The_end_token_under_a_mask_ends_the_text_unless_it_is_ignored()
    {
        LanguageModel model = models.Open(ModelFixture.Synthetic);
        NativeController controller = Script.Controller(step =>
        {
            step.Mask.Clear();
            int only = step.Input.Round == 3 ? SyntheticModel.EndOfText : 'a';
            step.Mask[only / 32] = 1u << (only % 32);
            step.UseMask();
            return ControlAction.Sample;
        });
        using ControlledRun ended = new(model, [1], s_greedy with { IgnoreEndOfGeneration = false }, controller);
        ended.First.StopReason.ShouldBe(StopReason.EndOfText);
        ended.Text.ShouldBe("aaa");
        using ControlledRun ignored = new(model, [1], s_greedy with { MaxTokens = 6 }, controller);
        ignored.First.StopReason.ShouldBe(StopReason.TokenLimit);
        ignored.Tokens.ShouldBe(['a', 'a', 'a', SyntheticModel.EndOfText, 'a', 'a']);
    }

    [Fact]
    public void Skipped_rounds_leave_the_logits_and_the_text_as_they_are()
    {
        LanguageModel model = models.Open(ModelFixture.Synthetic);
        int calls = 0;
        float[]? seen = null;
        NativeController controller = Script.Controller(step =>
        {
            calls++;
            if (step.Input.Round == 5)
            {
                step.Logits[7] += 0.001f;
                seen = step.Logits.ToArray();
            }
            if (step.Input.Round is >= 5 and < 10)
            {
                step.Logits.ToArray().ShouldBe(seen);
                return ControlAction.Skip;
            }
            return ControlAction.Sample;
        });
        using ControlledRun run = new(model, [1], s_greedy, controller);
        run.Tokens.ShouldBe(ControlledRun.Free(model, [1], s_greedy));
        calls.ShouldBe(25);
    }

    [Fact]
    public void A_mask_that_was_prepared_while_the_model_computed_counts()
    {
        LanguageModel model = models.Open(ModelFixture.Demo);
        int[] prompt = model.Tokenize("Once upon a");
        int[] wanted = model.Tokenize(" time", addSpecial: false);
        NativeController controller = Script.Controller(new Script(_ => ControlAction.Sample)
        {
            OnPrepare = step =>
            {
                (step.Input.Flags & StepNews.Logits).ShouldBe(StepNews.None);
                if (step.Tokens.Length - prompt.Length is int at && at < wanted.Length)
                {
                    step.Mask.Clear();
                    step.Mask[wanted[at] / 32] = 1u << (wanted[at] % 32);
                    step.UseMask();
                }
            },
        });
        using ControlledRun run = new(model, prompt, s_greedy, controller);
        run.Tokens[..wanted.Length].ShouldBe(wanted);
        run.Tokens[wanted.Length..].ShouldBe(ControlledRun.Free(model, [.. prompt, .. wanted], s_greedy)[..(20 - wanted.Length)]);
    }

    static int Likeliest(LanguageModel model, int[] tokens)
    {
        float[] logits = ControlledRun.Logits(model, tokens);
        return Array.IndexOf(logits, logits.Max());
    }
}
