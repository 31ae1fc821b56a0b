using Lode.Wasm.Tests.Soundness.Generation;

namespace Lode.Wasm.Tests.Soundness;

/// <summary>Compiled code does what the interpreter does, over random programs.</summary>
public sealed class SoundnessTests
{
    [Theory]
    [InlineData(0, 350)]
    [InlineData(1_000_000, 350)]
    public void Compiled_code_does_what_the_interpreter_does(ulong first, int programs) => Compare(new(), first, programs);

    [Fact]
    public void So_it_does_with_explicit_bounds() => Compare(new() { ExplicitBounds = true }, 2_000_000, 200);

    [Fact]
    public void So_it_does_with_fuel() => Compare(new() { Fuel = true }, 3_000_000, 200);

    /// <summary>What a function becomes whose locals would leave an instruction too few registers.</summary>
    [Fact]
    public void So_it_does_where_no_local_has_a_register() => Compare(new() { WithoutPins = true }, 4_000_000, 200);

    static void Compare(EngineOptions options, ulong first, int programs)
    {
        using Engine engine = new(options);
        InterpreterRunner interpreter = new(raw: true);
        CompiledRunner compiled = new(engine, raw: true);
        for (ulong seed = first; seed < first + (ulong)programs; seed++)
        {
            if (Difference(ProgramGenerator.Make(seed), interpreter, compiled) is null)
                continue;
            GeneratedProgram smallest = Reducer.Reduce(seed, program => Difference(program, interpreter, compiled) is not null);
            Assert.Fail($"seed {seed}: {Difference(smallest, interpreter, compiled)}\n"
                + string.Join('\n', smallest.Modules.Select(module => Convert.ToBase64String(module.Bytes))));
        }
    }

    static string? Difference(GeneratedProgram program, InterpreterRunner interpreter, CompiledRunner compiled)
    {
        string[] expected = interpreter.Run(program), found = compiled.Run(program);
        for (int i = 0; i < expected.Length; i++)
        {
            if (found.ElementAtOrDefault(i) != expected[i])
                return $"line {i}: expected {expected[i]}, found {found.ElementAtOrDefault(i)}";
        }
        return null;
    }
}
