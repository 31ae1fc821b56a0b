namespace Lode.Wasm.Tests.Decoding;

/// <summary>Every limit holds, names itself, and leaves what just fits alone.</summary>
public sealed class LimitTests
{
    static readonly byte[] s_block = [0x02, 0x40, 0x0b];

    public static TheoryData<string, byte[], WasmLimits, WasmLimits> Cases => new()
    {
        { nameof(WasmLimits.ModuleBytes), new WasmBytes().ToArray(), new() { ModuleBytes = 7 }, new() { ModuleBytes = 8 } },
        { nameof(WasmLimits.Types), new WasmBytes().Section(1, 2, 0x60, 0, 0, 0x60, 0, 0).ToArray(), new() { Types = 1 }, new() { Types = 2 } },
        { nameof(WasmLimits.Functions), WasmBytes.WithBody(), new() { Functions = 0 }, new() { Functions = 1 } },
        { nameof(WasmLimits.Imports), Imports, new() { Imports = 0 }, new() { Imports = 1 } },
        { nameof(WasmLimits.Functions), Imports, new() { Functions = 0 }, new() { Functions = 1 } },
        { nameof(WasmLimits.Exports), WasmBytes.WithBody(), new() { Exports = 0 }, new() { Exports = 1 } },
        { nameof(WasmLimits.Globals), new WasmBytes().Section(6, 1, 0x7f, 0, 0x41, 0, 0x0b).ToArray(), new() { Globals = 0 }, new() { Globals = 1 } },
        { nameof(WasmLimits.Tables), new WasmBytes().Section(4, 1, 0x70, 0, 5).ToArray(), new() { Tables = 0 }, new() { Tables = 1 } },
        { nameof(WasmLimits.TableElements), new WasmBytes().Section(4, 1, 0x70, 0, 5).ToArray(), new() { TableElements = 4 }, new() { TableElements = 5 } },
        { nameof(WasmLimits.MemoryPages), new WasmBytes().Section(5, 1, 0, 5).ToArray(), new() { MemoryPages = 4 }, new() { MemoryPages = 5 } },
        { nameof(WasmLimits.ElementSegments), new WasmBytes().Section(9, 1, 1, 0, 0).ToArray(), new() { ElementSegments = 0 }, new() { ElementSegments = 1 } },
        { nameof(WasmLimits.DataSegments), new WasmBytes().Section(11, 1, 1, 0).ToArray(), new() { DataSegments = 0 }, new() { DataSegments = 1 } },
        { nameof(WasmLimits.CustomSections), new WasmBytes().Custom("x").ToArray(), new() { CustomSections = 0 }, new() { CustomSections = 1 } },
        { nameof(WasmLimits.Parameters), new WasmBytes().Section(1, 1, 0x60, 1, 0x7f, 0).ToArray(), new() { Parameters = 0 }, new() { Parameters = 1 } },
        { nameof(WasmLimits.Results), new WasmBytes().Section(1, 1, 0x60, 0, 1, 0x7f).ToArray(), new() { Results = 0 }, new() { Results = 1 } },
        { nameof(WasmLimits.FunctionBytes), WasmBytes.WithBody(1), new() { FunctionBytes = 2 }, new() { FunctionBytes = 3 } },
        { nameof(WasmLimits.Locals), WasmBytes.WithFunction([0x60, 0, 0], [1, 3, 0x7f], []), new() { Locals = 2 }, new() { Locals = 3 } },
        { nameof(WasmLimits.Nesting), WasmBytes.WithBody(s_block), new() { Nesting = 1 }, new() { Nesting = 2 } },
        { nameof(WasmLimits.Operands), WasmBytes.WithBody(0x41, 0, 0x41, 0, 0x1a, 0x1a), new() { Operands = 1 }, new() { Operands = 2 } },
        { nameof(WasmLimits.BranchTableLabels), WasmBytes.WithBody(0x41, 0, 0x0e, 1, 0, 0), new() { BranchTableLabels = 1 }, new() { BranchTableLabels = 2 } },
        { nameof(WasmLimits.NameBytes), WasmBytes.WithBody(), new() { NameBytes = 0 }, new() { NameBytes = 1 } },
        {
            nameof(WasmLimits.ConstantInstructions), new WasmBytes().Section(6, 1, 0x7f, 0, 0x41, 1, 0x41, 2, 0x6a, 0x0b).ToArray(),
            new() { ConstantInstructions = 2 }, new() { ConstantInstructions = 3 }
        },
    };

    static byte[] Imports => new WasmBytes().Section(1, 1, 0x60, 0, 0).Section(2, [1, .. WasmBytes.Name("m"), .. WasmBytes.Name("n"), 0, 0]).ToArray();

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_limit_holds(string limit, byte[] bytes, WasmLimits tooSmall, WasmLimits enough)
    {
        Module.Validate(bytes, enough).ShouldBeNull();
        WasmFormatException exception = Module.Validate(bytes, tooSmall).ShouldNotBeNull();
        exception.Fault.ShouldBe(WasmFault.Limit);
        exception.Rule.ShouldBe(limit);
        exception.Message.ShouldContain($"WasmLimits.{limit}");
    }

    [Fact]
    public void Blocks_may_be_nested_to_the_limit()
    {
        byte[] Nested(int depth) =>
            WasmBytes.WithBody([.. Enumerable.Repeat<byte[]>([0x02, 0x40], depth).SelectMany(x => x), .. Enumerable.Repeat((byte)0x0b, depth)]);

        Module.Validate(Nested(WasmLimits.Default.Nesting - 1)).ShouldBeNull();
        Module.Validate(Nested(WasmLimits.Default.Nesting)).ShouldNotBeNull().Fault.ShouldBe(WasmFault.Limit);
    }

    [Fact]
    public void A_number_that_the_bytes_cannot_hold_makes_nothing()
    {
        // 4 billion types, imports, functions, elements, bodies, data segments; and a name of 4 GB.
        foreach (byte id in (byte[])[1, 2, 3, 4, 6, 7, 9, 10, 11])
        {
            byte[] bytes = new WasmBytes().Section(id, 0xff, 0xff, 0xff, 0xff, 0x0f).ToArray();
            Module.Validate(bytes);
            long before = GC.GetAllocatedBytesForCurrentThread();
            Module.Validate(bytes).ShouldNotBeNull();
            (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(32_768, $"section {id}");
        }
    }
}
