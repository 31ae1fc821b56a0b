namespace Lode.Wasm.Tests.Decoding;

/// <summary>What the first pass collects for a compiler.</summary>
public sealed class SummaryTests
{
    [Fact]
    public void Uses_of_locals_are_weighted_by_the_loops_around_them()
    {
        // local 0 once outside; local 2 in a loop; local 1 in two loops, and once behind them.
        Kept kept = Collect(WasmBytes.WithFunction([0x60, 1, 0x7f, 0], [1, 2, 0x7f],
        [
            0x20, 0, 0x1a,
            0x03, 0x40, 0x20, 2, 0x1a, 0x03, 0x40, 0x20, 1, 0x22, 1, 0x1a, 0x0b, 0x0b,
            0x20, 1, 0x1a,
        ]));

        kept.Locals.ShouldBe([ValueKind.Int32, ValueKind.Int32, ValueKind.Int32]);
        kept.Uses.ShouldBe([1u, 64 + 64 + 1, 8]);
        kept.Used.ShouldBe([0, 2, 1]);
        kept.Traits.ShouldBe(FunctionTraits.Loops);
        kept.MaxOperands.ShouldBe(1);
        kept.MaxNesting.ShouldBe(3);
        kept.Instructions.ShouldBe(14);
    }

    [Fact]
    public void Blocks_say_where_they_end_and_who_branches_to_them()
    {
        // block: loop: br_if 0; br_if 1; call 0; end; end; if else end; unreachable; block end
        byte[] bytes = WasmBytes.WithBody(
            0x02, 0x40, 0x03, 0x40, 0x41, 0, 0x0d, 0, 0x41, 0, 0x0d, 1, 0x10, 0, 0x0b, 0x0b,
            0x41, 0, 0x04, 0x40, 0x05, 0x0b,
            0x00, 0x02, 0x40, 0x0b);
        Kept kept = Collect(bytes);

        kept.Blocks.Select(block => block.Kind).ShouldBe([BlockKind.Function, BlockKind.Block, BlockKind.Loop, BlockKind.If, BlockKind.Block]);
        kept.Blocks.Select(block => block.Parent).ShouldBe([-1, 0, 1, 0, 0]);
        kept.Blocks.Select(block => block.Branches).ShouldBe([0, 1, 1, 0, 0]);
        kept.Blocks.Select(block => (int)block.LoopDepth).ShouldBe([0, 0, 1, 0, 0]);
        BlockTraits inner = BlockTraits.Calls | BlockTraits.Loops;
        kept.Blocks.Select(block => block.Traits).ShouldBe(
            [inner, inner | BlockTraits.Targeted, inner | BlockTraits.Targeted, BlockTraits.HasElse, BlockTraits.Dead]);
        foreach (BlockSummary block in kept.Blocks)
        {
            bytes[block.End].ShouldBe((byte)0x0b);
            block.Start.ShouldBeGreaterThan(0);
        }
        bytes[kept.Blocks[3].Else].ShouldBe((byte)0x05);
        kept.Traits.ShouldBe(FunctionTraits.Calls | FunctionTraits.Loops);
    }

    [Fact]
    public void Heights_are_those_below_the_parameters()
    {
        // i64, i32 on the stack; the block takes the i32.
        byte[] bytes = new WasmBytes().Section(1, 2, 0x60, 0, 0, 0x60, 1, 0x7f, 0).Section(3, 1, 0)
            .Section(10, 1, 13, 0, 0x42, 0, 0x41, 0, 0x02, 1, 0x1a, 0x0b, 0x1a, 1, 1, 0x0b).ToArray();
        Kept kept = Collect(bytes);
        kept.Blocks[1].Height.ShouldBe(1);
        kept.Blocks[1].Type.ShouldBe(1);
        kept.Blocks[0].Type.ShouldBe(0);
        kept.MaxOperands.ShouldBe(2);
    }

    [Fact]
    public void A_decoded_module_can_be_read_again_function_by_function()
    {
        byte[] bytes = WasmBytes.WithFunction([0x60, 1, 0x7f, 0], [], [0x20, 0, 0x1a]);
        Module module = Module.FromBytes("m", bytes);
        Kept first = Collect(bytes), again = new();
        new FunctionValidator(module, WasmLimits.Default).Validate(0, ref again);
        again.Uses.ShouldBe(first.Uses);
        again.CodeStart.ShouldBe(first.CodeStart);
    }

    static Kept Collect(byte[] bytes)
    {
        Kept kept = new();
        Module.Decode("m", bytes, WasmLimits.Default, ref kept);
        return kept;
    }

    sealed class Kept : IFunctionSink
    {
        public ValueKind[] Locals { get; private set; } = [];
        public uint[] Uses { get; private set; } = [];
        public int[] Used { get; private set; } = [];
        public BlockSummary[] Blocks { get; private set; } = [];
        public FunctionTraits Traits { get; private set; }
        public int MaxOperands { get; private set; }
        public int MaxNesting { get; private set; }
        public int Instructions { get; private set; }
        public int CodeStart { get; private set; }

        public void OnFunction(in FunctionSummary function)
        {
            Locals = function.Locals.ToArray();
            Uses = function.LocalUses.ToArray();
            Used = function.UsedLocals.ToArray();
            Blocks = function.Blocks.ToArray();
            Traits = function.Traits;
            MaxOperands = function.MaxOperands;
            MaxNesting = function.MaxNesting;
            Instructions = function.Instructions;
            CodeStart = function.CodeStart;
        }
    }
}
