using Lode.Tests;

namespace Lode.Wasm.Tests.Decoding;

/// <summary>What a module says of itself.</summary>
public sealed class ModuleTests
{
    static byte[] Sample => new WasmBytes()
        .Section(1, 3, 0x60, 2, 0x7f, 0x7e, 1, 0x7d, 0x60, 0, 0, 0x60, 0, 0)
        .Section(2, [4,
            .. WasmBytes.Name("env"), .. WasmBytes.Name("host"), 0, 0,
            .. WasmBytes.Name("env"), .. WasmBytes.Name("table"), 1, 0x6f, 1, 2, 9,
            .. WasmBytes.Name("env"), .. WasmBytes.Name("memory"), 2, 0, 1,
            .. WasmBytes.Name("env"), .. WasmBytes.Name("base"), 3, 0x7f, 0])
        .Section(3, 2, 1, 2)
        .Section(4, 1, 0x70, 0, 4)
        .Section(6, 1, 0x7e, 1, 0x42, 0x7f, 0x0b)
        .Section(7, [2, .. WasmBytes.Name("run"), 0, 1, .. WasmBytes.Name("counter"), 3, 1])
        .Section(8, 2)
        .Section(9, 1, 6, 1, 0x23, 0, 0x0b, 0x70, 2, 0xd2, 1, 0x0b, 0xd0, 0x70, 0x0b)
        .Section(12, 2)
        .Section(10, 2, 2, 0, 0x0b, 3, 0, 1, 0x0b)
        .Section(11, [2, 0, 0x23, 0, 0x41, 3, 0x6a, 0x0b, 2, 0xaa, 0xbb, 1, 1, 0xcc])
        .Custom("producers", 1, 2, 3)
        .Custom("name", [1, .. WasmBytes.U32(13), 2, 1, .. WasmBytes.Name("first"), 2, .. WasmBytes.Name("2é")])
        .ToArray();

    [Fact]
    public void Sections_become_lists()
    {
        Module module = Module.FromBytes("sample.wasm", Sample);

        module.Name.ShouldBe("sample.wasm");
        module.Types.Length.ShouldBe(3);
        module.Types[0].ToString().ShouldBe("[i32 i64] -> [f32]");
        module.CanonicalTypes.ShouldBe([0, 1, 1]);
        module.Imports.Select(import => $"{import.ModuleName}.{import.Name}: {import.Type}").ShouldBe(
            ["env.host: [i32 i64] -> [f32]", "env.table: table 2 9 externref", "env.memory: memory 1", "env.base: global i32"]);
        module.FunctionCount.ShouldBe(3);
        module.ImportedFunctionCount.ShouldBe(1);
        module.GetFunctionType(2).ShouldBeSameAs(module.Types[1]);
        module.GetFunctionBody(2).Length.ShouldBe(3);
        module.Bytes[module.GetFunctionBody(2).End - 1].ShouldBe((byte)0x0b);
        module.Tables.Select(table => table.ToString()).ShouldBe(["table 2 9 externref", "table 4 funcref"]);
        module.Memories.Length.ShouldBe(1);
        module.Globals.Select(global => global.ToString()).ShouldBe(["global i32", "global (mut i64)"]);
        module.GlobalInitializers.Single().Instructions[0].ShouldBe(new(ConstantOperation.Int64, -1));
        module.Exports.Select(export => $"{export.Name} {export.Type.Kind} {export.Index}").ShouldBe(["run Function 1", "counter Global 1"]);
        module.TryGetExport("counter", out Export? counter).ShouldBeTrue();
        counter.Index.ShouldBe(1);
        module.TryGetExport("nothing", out _).ShouldBeFalse();
        module.StartFunction.ShouldBe(2);
    }

    [Fact]
    public void Segments_keep_their_places()
    {
        Module module = Module.FromBytes("sample.wasm", Sample);

        ElementSegment elements = module.ElementSegments.Single();
        elements.Mode.ShouldBe(SegmentMode.Active);
        elements.Table.ShouldBe(1);
        elements.Offset!.EvaluateInteger(global => global == 0 ? 40 : 0).ShouldBe(40);
        elements.Count.ShouldBe(2);
        elements[0].ShouldBe(new(ConstantOperation.FunctionReference, 1));
        elements[1].ShouldBe(new(ConstantOperation.NullReference, 0x70));
        module.DataSegments.Length.ShouldBe(2);
        module.DataSegments[0].Offset!.EvaluateInteger(_ => int.MaxValue).ShouldBe(int.MinValue + 2);
        module.GetData(module.DataSegments[0]).ToArray().ShouldBe([0xaa, 0xbb]);
        module.DataSegments[1].Mode.ShouldBe(SegmentMode.Passive);
        module.GetData(module.DataSegments[1]).ToArray().ShouldBe([0xcc]);
    }

    [Fact]
    public void Custom_sections_and_names_are_found()
    {
        Module module = Module.FromBytes("sample.wasm", Sample);

        module.CustomSections.Select(section => section.Name).ShouldBe(["producers", "name"]);
        module.GetContent(module.CustomSections[0]).ToArray().ShouldBe([1, 2, 3]);
        module.GetFunctionName(0).ShouldBeNull();
        module.GetFunctionName(1).ShouldBe("first");
        module.GetFunctionName(2).ShouldBe("2é");
        module.GetFunctionName(77).ShouldBeNull();
    }

    [Fact]
    public void A_broken_name_section_keeps_what_is_before_the_fault()
    {
        byte[] bytes = WasmBytes.WithBody();
        for (int length = 0; length < 12; length++)
        {
            byte[] names = [1, .. WasmBytes.U32((uint)(length - 2 & 0x7f)), 9, 0, .. WasmBytes.Name("a\0b"), 1, 3, (byte)'x', 0xff];
            byte[] whole = [.. bytes, .. new WasmBytes().Custom("name", names[..Math.Min(length, names.Length)]).ToArray()[8..]];
            string? name = Module.FromBytes("m", whole).GetFunctionName(0);
            (name is null or "a\0b").ShouldBeTrue(name);
        }
    }

    [Fact]
    public void Errors_name_the_module_the_byte_the_function_and_the_instruction()
    {
        WasmFormatException exception = Should.Throw<WasmFormatException>(() =>
            Module.FromBytes("broken.wasm", WasmBytes.WithBody(0x43, 0, 0, 0, 0, 0x41, 1, 0x6a, 0x1a)));

        exception.Function.ShouldBe(0);
        exception.Offset.ShouldBe(42);
        exception.Message.ShouldBe(
            "broken.wasm: byte 42 (0x2a), function 0: invalid: type mismatch: i32.add expects [i32], found [f32]");
    }

    [Fact]
    public void Files_streams_and_pipes_give_the_same_module()
    {
        string path = TestData.Require("wasm/modules/icepll.wasm");
        byte[] bytes = File.ReadAllBytes(path);
        Module.FromFile(path).Bytes.SequenceEqual(bytes).ShouldBeTrue();
        Module.FromStream("m", new MemoryStream(bytes)).Bytes.SequenceEqual(bytes).ShouldBeTrue();
        Module.FromStream("m", new Pipe(bytes)).Bytes.SequenceEqual(bytes).ShouldBeTrue();
        Should.Throw<WasmFormatException>(() => Module.FromStream("m", new Pipe(bytes), new() { ModuleBytes = bytes.Length - 1 }))
            .Fault.ShouldBe(WasmFault.Limit);
        Should.Throw<WasmFormatException>(() => Module.FromFile(path, new() { ModuleBytes = bytes.Length - 1 }))
            .Fault.ShouldBe(WasmFault.Limit);
    }

    [Theory]
    [InlineData("yosys", 34_004)]
    [InlineData("nextpnr-ice40", 2_572)]
    [InlineData("sql-wasm", 1_968)]
    public void Real_modules_are_valid(string name, int functions) =>
        Module.FromFile(TestData.Require($"wasm/modules/{name}.wasm")).Bodies.Length.ShouldBe(functions);

    /// <summary>A stream that knows no length and gives a few bytes at a time.</summary>
    sealed class Pipe(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;

        public override long Length => throw new NotSupportedException();

        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, 1000));
    }
}
