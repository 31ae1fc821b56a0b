using Lode.Tests;
using Lode.Wasm.Tests.Interpreter;
using Lode.Wasm.Tests.Spec;

namespace Lode.Wasm.Tests.Decoding;

/// <summary>What the first pass collects agrees with the interpreter's decoder, which shares nothing with it, over real modules.</summary>
public sealed class SecondReadingTests
{
    [Theory]
    [InlineData("icepll")]
    [InlineData("icepack")]
    [InlineData("sql-wasm")]
    [InlineData("nextpnr-ice40")]
    public void Real_modules(string name)
    {
        byte[] bytes = File.ReadAllBytes(TestData.Require($"wasm/modules/{name}.wasm"));
        Check(bytes).ShouldBeGreaterThan(10_000);
    }

    [Fact]
    public void The_modules_of_the_suite()
    {
        long instructions = 0;
        foreach (SpecScript script in SpecScript.Of(""))
        {
            foreach (SpecCommand command in script.Commands)
            {
                if (command.Type == "module")
                    instructions += Check(script.Read(command.File));
            }
        }
        instructions.ShouldBeGreaterThan(30_000);
    }

    static long Check(byte[] bytes)
    {
        Reader reader = default;
        Module.Decode("m", bytes, WasmLimits.Default, ref reader);
        return reader.Instructions;
    }

    struct Reader : IFunctionSink
    {
        public long Instructions { get; private set; }

        public void OnFunction(in FunctionSummary function)
        {
            GuestCode code = new(function.Module, function.Index);
            string place = $"{function.Module.Name}, function {function.Index}";
            code.Instructions.Length.ShouldBe(function.Instructions, place);
            (code.Locals + function.Type.Parameters.Length).ShouldBe(function.Locals.Length, place);
            Instructions += function.Instructions;

            long[] uses = new long[function.Locals.Length];
            int[] branches = new int[function.Blocks.Length];
            CountUses(code.Instructions, uses, branches);
            for (int i = 0; i < uses.Length; i++)
                ((long)function.LocalUses[i]).ShouldBe(Math.Min(uses[i], uint.MaxValue), place);
            for (int i = 0; i < branches.Length; i++)
                function.Blocks[i].Branches.ShouldBe(branches[i], place);
            foreach (int local in function.UsedLocals)
                uses[local].ShouldBeGreaterThan(0);
            function.UsedLocals.Length.ShouldBe(uses.Count(use => use > 0), place);
        }

        /// <summary>Uses of locals, eightfold per loop around them, and branches by block.</summary>
        static void CountUses(GuestInstruction[] code, long[] uses, int[] branches)
        {
            List<(int Block, bool IsLoop)> open = [(0, false)];
            int blocks = 1;
            foreach (GuestInstruction instruction in code)
            {
                switch ((Opcode)Math.Min(instruction.Operation, 0xff))
                {
                    case Opcode.Block or Opcode.If or Opcode.Loop:
                        open.Add((blocks++, instruction.Operation == (int)Opcode.Loop));
                        break;
                    case Opcode.End:
                        open.RemoveAt(open.Count - 1);
                        break;
                    case Opcode.LocalGet or Opcode.LocalSet or Opcode.LocalTee:
                        uses[instruction.A] += 1L << 3 * Math.Min(open.Count(block => block.IsLoop), 6);
                        break;
                    case Opcode.Br or Opcode.BrIf:
                        branches[open[^(1 + instruction.A)].Block]++;
                        break;
                    case Opcode.Return:
                        branches[0]++;
                        break;
                    case Opcode.BrTable:
                        foreach (int label in instruction.Labels!)
                            branches[open[^(1 + label)].Block]++;
                        break;
                }
            }
        }
    }
}
