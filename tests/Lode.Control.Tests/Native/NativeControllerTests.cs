using System.Text;

namespace Lode.Control.Tests.Native;

/// <summary>Controllers in C#, through the same regions and verdicts as guests.</summary>
public sealed class NativeControllerTests
{
    public NativeControllerTests() => Assert.SkipUnless(OperatingSystem.IsLinux(), "shared memory");

    /// <summary>A program of functions.</summary>
    sealed class Program : ControlProgram
    {
        public Func<ControlStep, ControlAction> Initializing { get; init; } = static _ => ControlAction.Sample;

        public Action<ControlStep>? Preparing { get; init; }

        public Func<ControlStep, ControlAction> Stepping { get; init; } = static _ => ControlAction.Sample;

        public override bool Prepares => Preparing is not null;

        public override ControlAction Initialize(ControlStep step) => Initializing(step);

        public override void Prepare(ControlStep step) => Preparing!(step);

        public override ControlAction Step(ControlStep step) => Stepping(step);

        public override ControlProgram Fork() => this;
    }

    static ModelDriver Drive(Func<ControlStep, ControlAction> step) => Drive(new Program { Stepping = step });

    static ModelDriver Drive(Program program) => new(new NativeController("native", () => program));

    [Fact]
    public void Masks_biases_logits_and_temperatures_are_used()
    {
        using ModelDriver driver = Drive(static step =>
        {
            switch (step.Input.Round)
            {
                case 0:
                    step.Mask[0] = 1u << 9 | 1u << 12;
                    step.UseMask();
                    break;
                case 1:
                    step.Bias[20] = 100;
                    step.UseBias();
                    break;
                case 2:
                    step.Logits[30] = 5;
                    step.SetTemperature(0.5f);
                    break;
            }
            return ControlAction.Sample;
        });
        Driven driven = driver.Run("", 3)[0];
        driven.Generated.ShouldBe([9, 20, 30]);
        driven.Temperature.ShouldBe(0.5f);
    }

    [Fact]
    public void Splices_of_both_kinds_are_applied()
    {
        using ModelDriver driver = Drive(static step =>
        {
            if (step.Input.Round == 1)
                return step.Splice(1, [20, 21]);
            if (step.Input.Round == 0)
            {
                step.SpliceWhen([8, 9], 1, [5]);
                step.SpliceWhen([4], 0, [10]);
            }
            return ControlAction.Sample;
        });
        driver.Run("", 3)[0].Generated.ShouldBe([4, 20, 21, 22]);
    }

    [Fact]
    public void It_sees_the_prompt_the_argument_and_may_change_the_prompt()
    {
        using ModelDriver driver = Drive(new Program
        {
            Initializing = static step =>
            {
                step.Log($"{string.Join(' ', step.Tokens.ToArray())} {Encoding.UTF8.GetString(step.Argument)}");
                return step.Splice(2, [10]);
            },
        });
        driver.Run("an argument", 1)[0].Tokens.ShouldBe([0, 10, 11]);
        driver.Log.ShouldBe(["0 2 3 an argument"]);
    }

    [Fact]
    public void What_is_prepared_counts_in_its_round_and_the_pool_never_runs_full()
    {
        using ModelDriver driver = Drive(new Program
        {
            Preparing = static step => step.SpliceWhen([.. Enumerable.Range(0, SmallTokenizer.Count)], 1, [30]),
            Stepping = static step =>
            {
                step.SpliceWhen([4], 1, [.. Enumerable.Repeat(31, 1000)]);
                return ControlAction.Sample;
            },
        });
        driver.Run("", 100)[0].Generated.ShouldBe(Enumerable.Repeat(30, 100));
    }

    [Fact]
    public void The_pool_never_runs_full_where_nobody_asks_for_preparations()
    {
        using NativeController controller = new("native", static () => new Program
        {
            Preparing = static _ => { },
            Stepping = static step => step.Splice(0, [.. Enumerable.Repeat(5, 1000)]),
        });
        using ControllerRequest request = controller.Start(SmallTokenizer.Instance, new RequestOptions { Vocabulary = SmallTokenizer.Count, TokenCapacity = 8 });
        SequenceController sequence = request.Open([0]);
        for (int i = 0; i < 100; i++)
        {
            sequence.Begin(ControlPhase.Step);
            sequence.End().ShouldBe(ControlAction.Splice);
            sequence.Result.Tokens.Length.ShouldBe(1000);
        }
    }

    [Fact]
    public void Forks_variables_and_results()
    {
        using ModelDriver driver = Drive(static step =>
        {
            if (step.Header.Branches == 0)
                return step.Fork(3);
            step.Variables.Append("v", [(byte)('0' + step.Header.Sequence)]);
            step.Variables.TryGet("v", out ReadOnlyMemory<byte> value, out _);
            step.Variables.SetResult("last", value.Span);
            return step.Header.Branch == 1 ? ControlAction.Stop : ControlAction.Skip;
        });
        IReadOnlyList<Driven> all = driver.Run("", 2);
        all.Count.ShouldBe(3);
        all[1].IsStopped.ShouldBeTrue();
        all[2].Skipped.ShouldBe(2);
        Encoding.UTF8.GetString(driver.Results["last"]).ShouldBe("01202");
    }

    [Fact]
    public void What_it_throws_ends_its_sequence()
    {
        using ModelDriver driver = Drive(static step => step.Input.Round == 1 ? throw new InvalidOperationException("no") : ControlAction.Sample);
        ControllerException error = driver.Run("", 3)[0].Error.ShouldNotBeNull();
        error.Fault.ShouldBe(ControllerFault.Trap);
        error.Message.ShouldBe("native: no");
        error.InnerException.ShouldBeOfType<InvalidOperationException>();
    }
}
