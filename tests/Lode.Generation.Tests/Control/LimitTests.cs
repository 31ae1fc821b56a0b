using Lode.Control;
using Lode.Inference;

namespace Lode.Generation.Tests.Control;

/// <summary>Where texts end although a controller would append to them, and what becomes of prompts.</summary>
public sealed class LimitTests(ModelFixture models) : IClassFixture<ModelFixture>
{
    static readonly GenerationOptions s_greedy = new() { Sampling = new SamplingOptions { Temperature = 0 }, IgnoreEndOfGeneration = true };

    LanguageModel Model => models.Open(ModelFixture.Synthetic);

    [Fact]
    public void Tokens_that_stay_count_and_splices_are_cut_at_the_limit()
    {
        // Each third round takes two tokens back: three stay of each five.
        using ControlledRun backwards = new(Model, [1], s_greedy with { MaxTokens = 10 },
            Script.Controller(step => step.Input.Round % 3 == 2 ? step.Splice(1, [(int)'x', (int)'y']) : ControlAction.Sample));
        backwards.First.StopReason.ShouldBe(StopReason.TokenLimit);
        backwards.Tokens.Length.ShouldBe(10);
        using ControlledRun cut = new(Model, [1], s_greedy with { MaxTokens = 5 }, Script.Controller(step => step.Splice(0, Ids("abcdefgh"))));
        cut.First.StopReason.ShouldBe(StopReason.TokenLimit);
        cut.Text.ShouldBe("abcde");
    }

    [Fact]
    public void A_splice_beyond_the_context_ends_the_text_where_it_is_full()
    {
        using ControlledRun run = new(Model, [1, 2], s_greedy, Script.Controller(step => step.Splice(0, Ids("abcdefgh"))), context: new ContextOptions { ContextLength = 12 });
        run.First.StopReason.ShouldBe(StopReason.ContextFull);
        run.Text.ShouldBe("abcdefghabc"); // the last one needs no position any more
    }

    [Fact]
    public void A_stop_string_in_a_splice_ends_the_text_before_itself()
    {
        using ControlledRun run = new(Model, [1], s_greedy with { StopStrings = ["zz", "def"] },
            Script.Controller(step => step.Input.Round == 0 ? step.Splice(0, Ids("abcd")) : step.Splice(1, Ids("defgh"))));
        run.First.StopReason.ShouldBe(StopReason.StopString);
        run.First.StopString.ShouldBe("def");
        run.Text.ShouldBe("abc");
    }

    [Fact]
    public void A_stop_string_that_was_begun_and_taken_back_is_none()
    {
        int[][] splices = [Ids("ab"), Ids("c"), Ids("bx")];
        using ControlledRun run = new(Model, [1], s_greedy with { StopStrings = ["abx"], MaxTokens = 4 },
            Script.Controller(step => step.Input.Round < 3 ? step.Splice(step.Input.Round == 1 ? 1 : 0, splices[step.Input.Round]) : ControlAction.Sample));
        run.Text[..4].ShouldBe("acbx");
        run.First.StopReason.ShouldBe(StopReason.TokenLimit);
    }

    [Fact]
    public void A_splice_without_an_end_in_sight_can_be_cancelled()
    {
        using Generator generator = new(Model, new ContextOptions { Threads = 1 });
        using NativeController controller = Script.Controller(step => step.Input.Round == 0 ? step.Splice(0, Ids("ab")) : step.Splice(1, Ids("c")));
        using ControllerRequest request = controller.Start(Model.Tokenizer, generator.ControlOptions());
        using GeneratedSequence sequence = generator.Start([1], s_greedy, request);
        for (int i = 0; i < 30; i++)
            generator.Step().ShouldBeTrue();
        sequence.Cancel();
        generator.Step().ShouldBeFalse();
        sequence.StopReason.ShouldBe(StopReason.Cancelled);
        ControlledRun.TextOf(sequence).ShouldBe("ac");
    }

    [Fact]
    public void A_text_that_never_becomes_longer_ends()
    {
        int rounds = 0;
        NativeController controller = Script.Controller(step =>
        {
            rounds++;
            return step.Input.Round == 0 ? step.Splice(0, Ids("abcdef")) : step.Input.Round % 2 == 0 ? ControlAction.Sample : step.Splice(2, [(int)'x']);
        });
        using ControlledRun run = new(Model, [1], s_greedy with { MaxTokens = 8 }, controller);
        run.First.StopReason.ShouldBe(StopReason.ControllerError);
        run.First.Error!.Fault.ShouldBe(ControllerFault.Limit);
        run.First.Error.Message.ShouldContain("becomes longer than it was within 1128 rounds");
        rounds.ShouldBeInRange(1128, 1140);
    }

    [Fact]
    public void A_prompt_may_be_rewritten_before_anything_is_computed()
    {
        int[] other = Ids("entirely another prompt");
        StepInput? first = null;
        uint promptLength = 0;
        NativeController controller = Script.Controller(new Script(step =>
        {
            first ??= step.Input;
            promptLength = step.Header.PromptLength;
            return ControlAction.Sample;
        })
        {
            OnInitialize = step =>
            {
                step.Tokens.ToArray().ShouldBe([1, 2, 3]);
                return step.Splice(2, other);
            },
        });
        GenerationOptions options = s_greedy with { MaxTokens = 12 };
        using ControlledRun run = new(Model, [1, 2, 3], options, controller);
        run.Tokens.ShouldBe(ControlledRun.Free(Model, [1, .. other], options));
        run.First.PromptLength.ShouldBe(1 + other.Length);
        promptLength.ShouldBe((uint)(1 + other.Length));
        (first!.Value.Removed, first.Value.Appended, first.Value.TokenCount).ShouldBe((2u, (uint)other.Length, promptLength));
    }

    [Fact]
    public void A_prompt_that_becomes_too_long_or_empty_is_an_error_of_the_sequence()
    {
        foreach ((int backtrack, int[] tokens, string message) in ((int, int[], string)[])
            [(0, new int[10], "at most 12 tokens, what the context holds, found 13"), (3, [], "a prompt of at least one token"), (4, [1], "a backtrack of at most 3")])
        {
            NativeController controller = Script.Controller(new Script(_ => ControlAction.Sample) { OnInitialize = step => step.Splice(backtrack, tokens) });
            using ControlledRun run = new(Model, [1, 2, 3], s_greedy, controller, context: new ContextOptions { ContextLength = 12 });
            run.First.StopReason.ShouldBe(StopReason.ControllerError);
            run.First.Error!.Message.ShouldContain(message);
            run.Rounds.ShouldBe(0);
        }
    }

    [Fact]
    public void A_controller_may_stop_before_it_begins_or_fail()
    {
        using ControlledRun stopped = new(Model, [1], s_greedy, Script.Controller(new Script(_ => ControlAction.Sample) { OnInitialize = _ => ControlAction.Stop }));
        stopped.First.StopReason.ShouldBe(StopReason.Stopped);
        using ControlledRun failed = new(Model, [1], s_greedy,
            Script.Controller(new Script(_ => ControlAction.Sample) { OnInitialize = _ => throw new InvalidOperationException("not today") }));
        failed.First.Error!.Message.ShouldBe("script: not today");
        using ControlledRun nothing = new(Model, [1], s_greedy with { MaxTokens = 0 }, Script.Controller(_ => ControlAction.Sample));
        nothing.First.StopReason.ShouldBe(StopReason.TokenLimit);
    }

    [Fact]
    public void The_simplest_interface_gives_all_branches_and_results()
    {
        using NativeController controller = Script.Controller(step =>
        {
            if (step.Header.Branches == 0)
                return step.Fork(2);
            if (step.Input.Round == 3 && step.Header.Sequence == 1)
                throw new InvalidOperationException("enough");
            step.Variables.SetResult($"argument {step.Header.Sequence}", step.Argument);
            return ControlAction.Sample;
        });
        ControlledText text = Model.Generate("abc", controller, "the argument", s_greedy with { MaxTokens = 6 });
        text.Text.ShouldBe(string.Concat(Model.Generate("abc", s_greedy with { MaxTokens = 6 })));
        text.Branches.Select(branch => (branch.Number, branch.Parent, branch.StopReason, branch.Tokens.Count)).ShouldBe(
            [(0, 0, StopReason.TokenLimit, 6), (1, 0, StopReason.ControllerError, 3)]);
        text.Branches[1].Error!.Message.ShouldBe("script: enough");
        text.Results.Keys.ShouldBe(["argument 0", "argument 1"]);
        text.Results["argument 1"].ShouldBe("the argument"u8.ToArray());
    }

    static int[] Ids(string text) => [.. text.Select(letter => (int)letter)];
}
