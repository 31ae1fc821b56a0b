using Lode.Wasm.Tests.Interpreter;
using Lode.Wasm.Tests.Soundness.Generation;

namespace Lode.Wasm.Tests.Soundness;

/// <summary>The generator of programs: what it makes is valid, varied, and the same each time.</summary>
public sealed class GeneratorTests
{
    const int Seeds = 200;

    [Fact]
    public void Generated_modules_are_accepted()
    {
        for (ulong seed = 0; seed < Seeds; seed++)
        {
            foreach (GeneratedModule module in ProgramGenerator.Make(seed).Modules)
                Module.Validate(module.Bytes).ShouldBeNull($"seed {seed}");
        }
    }

    [Fact]
    public void A_seed_makes_the_same_program_each_time()
    {
        foreach (ulong seed in (ReadOnlySpan<ulong>)[0, 1, ulong.MaxValue])
        {
            GeneratedProgram first = ProgramGenerator.Make(seed), second = ProgramGenerator.Make(seed);
            first.Modules.Select(module => module.Bytes).ShouldBe(second.Modules.Select(module => module.Bytes));
            first.Calls.SelectMany(call => call.Arguments).ShouldBe(second.Calls.SelectMany(call => call.Arguments));
        }
    }

    [Fact]
    public void Every_instruction_is_made()
    {
        HashSet<string> made = [];
        for (ulong seed = 0; seed < Seeds; seed++)
        {
            foreach (GeneratedModule generated in ProgramGenerator.Make(seed).Modules)
            {
                Module module = Module.FromBytes($"seed {seed}", generated.Bytes);
                for (int i = module.ImportedFunctionCount; i < module.FunctionCount; i++)
                    made.UnionWith(new GuestCode(module, i).Instructions.Select(Name));
            }
        }
        AllNames().Except(made).ShouldBeEmpty();
    }

    [Fact]
    public void Most_calls_return_and_all_traps_happen()
    {
        InterpreterRunner interpreter = new();
        List<string> lines = [];
        for (ulong seed = 0; seed < Seeds; seed++)
        {
            GeneratedProgram program = ProgramGenerator.Make(seed);
            lines.AddRange(interpreter.Run(program).Skip(program.Modules.Count));
        }
        string[] traps = [.. lines.Where(line => line.StartsWith('!')).Select(line => line[1..].Split(' ')[0])];
        traps.Distinct().Order(StringComparer.Ordinal).ShouldBe(["callee", "memory", "range", "table", "unreachable", "zero"]);
        traps.Length.ShouldBeLessThan(lines.Count / 2);
    }

    static string Name(GuestInstruction instruction) => (instruction.Operation >> 8) switch
    {
        0 => ((Opcode)instruction.Operation).ToString(),
        0xfc => ((MiscOpcode)(instruction.Operation & 0xff)).ToString(),
        _ => ((VectorOpcode)(instruction.Operation & 0xff)).ToString(),
    };

    static IEnumerable<string> AllNames() =>
        [
            .. Enum.GetNames<Opcode>().Except([nameof(Opcode.MiscPrefix), nameof(Opcode.VectorPrefix)]),
            .. Enum.GetNames<MiscOpcode>(), .. Enum.GetNames<VectorOpcode>(),
        ];
}
