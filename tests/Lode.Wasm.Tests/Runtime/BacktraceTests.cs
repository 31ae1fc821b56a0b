namespace Lode.Wasm.Tests.Runtime;

/// <summary>Where a trap happened.</summary>
public sealed class BacktraceTests
{
    [Fact]
    public void Frames_name_functions_and_instructions_from_the_inside_out()
    {
        using World world = new();
        GuestBuilder builder = new();
        builder.Memory(1);
        byte[] loads = [.. Op.LocalGet(0), .. Op.Load];
        int inner = builder.Function(null, "i", "i", loads);
        int middle = builder.Function(null, "i", "i", [.. Op.LocalGet(0), .. Op.Call(inner), .. Op.Int32(1), .. Op.Add]);
        builder.Function("outer", "i", "i", [.. Op.LocalGet(0), .. Op.Call(middle), .. Op.Int32(2), .. Op.Add]);
        Instance instance = world.Run(builder, "named.wasm");
        Trap trap = instance.GetFunction("outer")!.TryInvoke([Value.From(65536)], new Value[1])!;
        trap.Frames.Select(static frame => frame.FunctionIndex).ShouldBe([0, 1, 2]);
        trap.Frames.ShouldAllBe(static frame => frame.Module == "named.wasm" && frame.FunctionName == null);
        ReadOnlySpan<byte> binary = instance.Module.Bytes;
        binary[trap.Frames[0].WasmOffset!.Value].ShouldBe((byte)0x28);
        binary[trap.Frames[1].WasmOffset!.Value].ShouldBe((byte)0x10);
        binary[trap.Frames[2].WasmOffset!.Value].ShouldBe((byte)0x10);
        trap.ToString().ShouldContain("at named.wasm: function 1, byte ");
    }

    [Theory]
    [InlineData(TrapKind.IntegerDivideByZero, 0x6d)]
    [InlineData(TrapKind.Unreachable, 0x00)]
    [InlineData(TrapKind.UndefinedElement, 0x11)]
    [InlineData(TrapKind.MemoryOutOfBounds, 0xfc)]
    public void Explicit_traps_lead_to_their_instruction(TrapKind kind, byte opcode)
    {
        using World world = new();
        GuestBuilder builder = new();
        builder.Memory(1).Table(1);
        byte[] body = kind switch
        {
            TrapKind.IntegerDivideByZero => [.. Op.LocalGet(0), .. Op.Int32(0), .. Op.DivideSigned],
            TrapKind.Unreachable => Op.Unreachable,
            TrapKind.UndefinedElement => [.. Op.LocalGet(0), .. Op.CallIndirect(0)],
            _ => [.. Op.LocalGet(0), .. Op.Int32(1), .. Op.LocalGet(0), .. Op.MemoryFill, .. Op.Int32(0)],
        };
        // A type without parameters gets number 0.
        builder.AddType("", "i");
        builder.Function("f", "i", "i", body);
        Instance instance = world.Run(builder);
        Trap trap = instance.GetFunction("f")!.TryInvoke([Value.From(99_999)], new Value[1])!;
        trap.Kind.ShouldBe(kind);
        instance.Module.Bytes[trap.Frames.Single().WasmOffset!.Value].ShouldBe(opcode);
    }

    [Fact]
    public void Names_come_from_the_name_section_and_frames_outlive_the_store()
    {
        using World world = new();
        GuestBuilder builder = new();
        builder.Function("f", "", "", Op.Unreachable);
        byte[] names = [4, (byte)'n', (byte)'a', (byte)'m', (byte)'e', 1, 8, 1, 0, 5, .. "boomy"u8];
        byte[] wasm = [.. builder.ToArray(), 0, (byte)names.Length, .. names];
        Trap trap;
        using (CompiledModule module = world.Engine.Compile("m", wasm))
        using (Store store = new(world.Engine))
            trap = world.Linker.Instantiate(store, module).GetFunction("f")!.TryInvoke([], [])!;
        trap.Frames.Single().FunctionName.ShouldBe("boomy");
        trap.Frames.Single().ToString().ShouldStartWith("m: function 0 (boomy), byte ");
    }

    [Fact]
    public void Frames_of_several_instances_are_told_apart_and_stubs_are_left_out()
    {
        using World world = new();
        GuestBuilder inner = new();
        inner.Function("f", "iiiiiiiiii", "ii", Op.Unreachable);
        world.Linker.Define("inner", world.Run(inner, "inner"));
        GuestBuilder outer = new();
        outer.ImportFunction("inner", "f", "iiiiiiiiii", "ii");
        outer.Function("f", "", "i", [.. Enumerable.Range(0, 10).SelectMany(Op.Int32), .. Op.Call(0), .. Op.Add]);
        Trap trap = world.Run(outer, "outer").GetFunction("f")!.TryInvoke([], new Value[1])!;
        trap.Frames.Select(static frame => (frame.Module, frame.FunctionIndex)).ShouldBe([("inner", 0), ("outer", 1)]);
    }
}
