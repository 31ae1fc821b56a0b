namespace Lode.Wasm.Tests.Spec;

/// <summary>The specification's test suite, run by the interpreter that other engines are held to.</summary>
public sealed class SpecRunTests
{
    [Fact]
    public void All_of_WebAssembly_2_runs_as_the_suite_says()
    {
        SpecRun run = Run("");
        run.Failures.ShouldBeEmpty();
        run.Returns.ShouldBe(45_719);
        run.Traps.ShouldBe(2_408);
        run.Exhaustions.ShouldBe(15);
        run.Unlinkable.ShouldBe(83);
        run.Uninstantiable.ShouldBe(34);
    }

    [Fact]
    public void Tail_calls_run_as_the_suite_says()
    {
        SpecRun run = Run("tail-call");
        run.Failures.ShouldBeEmpty();
        run.Returns.ShouldBe(71);
        run.Traps.ShouldBe(7);
    }

    [Fact]
    public void Extended_constants_run_as_the_suite_says()
    {
        SpecRun run = Run("extended-const");
        run.Failures.ShouldBeEmpty();
        run.Returns.ShouldBe(88);
        run.Traps.ShouldBe(8);
        run.Uninstantiable.ShouldBe(26);
    }

    /// <summary>Runs scripts on a thread whose stack holds all calls that the interpreter allows.</summary>
    static SpecRun Run(string proposal)
    {
        List<SpecScript> scripts = [.. SpecScript.Of(proposal)];
        SpecRun run = new(new InterpreterSpecEngine());
        Thread thread = new(() => scripts.ForEach(run.Run), maxStackSize: 256 << 20);
        thread.Start();
        thread.Join();
        return run;
    }
}
