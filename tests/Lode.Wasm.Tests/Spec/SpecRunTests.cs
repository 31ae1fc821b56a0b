namespace Lode.Wasm.Tests.Spec;

/// <summary>The specification's test suite, run by the interpreter that other engines are held to, and by compiled code.</summary>
public sealed class SpecRunTests
{
    const string Interpreted = "interpreted", Compiled = "compiled", WithBounds = "compiled with explicit bounds", WithFuel = "compiled with fuel",
        WithoutPins = "compiled without registers for locals";

    [Theory]
    [InlineData(Interpreted)]
    [InlineData(Compiled)]
    [InlineData(WithBounds)]
    [InlineData(WithFuel)]
    [InlineData(WithoutPins)]
    public void All_of_WebAssembly_2_runs_as_the_suite_says(string way)
    {
        SpecRun run = Run("", way);
        run.Failures.ShouldBeEmpty();
        run.Returns.ShouldBe(45_719);
        run.Traps.ShouldBe(2_408);
        run.Exhaustions.ShouldBe(15);
        run.Unlinkable.ShouldBe(83);
        run.Uninstantiable.ShouldBe(34);
    }

    [Theory]
    [InlineData(Interpreted)]
    [InlineData(Compiled)]
    public void Tail_calls_run_as_the_suite_says(string way)
    {
        SpecRun run = Run("tail-call", way);
        run.Failures.ShouldBeEmpty();
        run.Returns.ShouldBe(71);
        run.Traps.ShouldBe(7);
    }

    [Theory]
    [InlineData(Interpreted)]
    [InlineData(Compiled)]
    public void Extended_constants_run_as_the_suite_says(string way)
    {
        SpecRun run = Run("extended-const", way);
        run.Failures.ShouldBeEmpty();
        run.Returns.ShouldBe(88);
        run.Traps.ShouldBe(8);
        run.Uninstantiable.ShouldBe(26);
    }

    /// <summary>Runs scripts on a thread whose stack holds all calls that the interpreter allows.</summary>
    static SpecRun Run(string proposal, string way)
    {
        List<SpecScript> scripts = [.. SpecScript.Of(proposal)];
        using Engine engine = new(new() { ExplicitBounds = way == WithBounds, Fuel = way == WithFuel, WithoutPins = way == WithoutPins });
        using CompiledSpecEngine compiled = new(engine);
        SpecRun run = new(way == Interpreted ? new InterpreterSpecEngine() : compiled);
        Thread thread = new(() => scripts.ForEach(run.Run), maxStackSize: 256 << 20);
        thread.Start();
        thread.Join();
        return run;
    }
}
