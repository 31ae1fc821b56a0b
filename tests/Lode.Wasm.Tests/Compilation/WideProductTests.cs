using System.Buffers.Binary;
using Lode.Wasm.Compilation;
using Lode.Wasm.Tests.Assembly;
using Lode.Wasm.Tests.Interpreter;

namespace Lode.Wasm.Tests.Compilation;

/// <summary>The product of 128-bit integers of LLVM's runtime library, which becomes one of the processor.</summary>
public sealed class WideProductTests
{
    static readonly ulong[] s_halves = [0, 1, 2, 0xffff_ffff, 0x1_0000_0000, 0x7fff_ffff_ffff_ffff, 0x8000_0000_0000_0000, 0xffff_ffff_ffff_ffff, 0x1234_5678_9abc_def0];

    /// <summary>(module (memory (export "m") 1) (func (export "f") (param i32 i64 i64 i64 i64) (local i64) …)).</summary>
    static byte[] Module(string code = "")
    {
        byte[] body = [1, 1, 0x7e, .. Convert.FromHexString(
            "200020042001" + "7e200220037e7c2003422088220220014220882204" + "7e7c200342ffffffff0f832203200142ffffffff0f8322017e2205" +
            "422088200320047e7c22034220887c200342ffffffff0f83200220017e7c22014220887c370308" + "2000200142208620" + "0542ffffffff0f8384370300"
            + code), 0x0b];
        return new WasmBytes()
            .Section(1, 1, 0x60, 5, 0x7f, 0x7e, 0x7e, 0x7e, 0x7e, 0)
            .Section(3, 1, 0)
            .Section(5, 1, 0, 1)
            .Section(7, 2, 1, (byte)'f', 0, 0, 1, (byte)'m', 2, 0)
            .Section(10, [1, .. WasmBytes.U32((uint)body.Length), .. body])
            .ToArray();
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Products_are_those_of_numbers_of_128_bits(bool bounds, bool fuel)
    {
        using Engine engine = SupportedEngine(bounds, fuel);
        using CompiledModule module = engine.Compile("test", Module());
        using Store store = new(engine);
        if (fuel)
            store.Fuel = 1_000_000;
        Instance instance = new Linker(engine).Instantiate(store, module);
        Func multiply = instance.GetFunction("f")!;
        Memory memory = instance.GetMemory("m")!;
        foreach (ulong a in s_halves)
        {
            foreach (ulong b in s_halves)
            {
                foreach (ulong c in s_halves)
                {
                    ulong d = a ^ c * 3;
                    multiply.Invoke([Value.From(40), Value.From(a), Value.From(b), Value.From(c), Value.From(d)], []);
                    UInt128 product = BinaryPrimitives.ReadUInt128LittleEndian(memory.GetSpan(40, 16));
                    product.ShouldBe(unchecked(new UInt128(b, a) * new UInt128(d, c)));
                }
            }
        }
        if (fuel)
            store.Fuel.ShouldBe(1_000_000 - s_halves.Length * s_halves.Length * s_halves.Length * 60);
    }

    [Theory]
    [InlineData(65_536 - 16, -1)]
    [InlineData(65_536 - 15, 90)]
    [InlineData(65_536 - 8, 90)]
    [InlineData(-4, 90)]
    [InlineData(-8, 90)]
    public void Its_stores_trap_as_they_are_written(int address, int instruction)
    {
        foreach (bool bounds in (bool[])[false, true])
        {
            using Engine engine = SupportedEngine(bounds, fuel: false);
            using CompiledModule module = engine.Compile("test", Module());
            using Store store = new(engine);
            Instance instance = new Linker(engine).Instantiate(store, module);
            Trap? trap = instance.GetFunction("f")!.TryInvoke(
                [Value.From(address), Value.From(1L), Value.From(2L), Value.From(3L), Value.From(4L)], []);
            (trap is null).ShouldBe(instruction < 0);
            if (trap is null)
                continue;
            trap.Kind.ShouldBe(TrapKind.MemoryOutOfBounds);
            int start = Module().AsSpan().IndexOf(Convert.FromHexString("200020042001"));
            trap.Frames[0].WasmOffset.ShouldBe(start + instruction);
            instance.GetMemory("m")!.GetSpan(0, 65_536).IndexOfAnyExcept((byte)0).ShouldBe(-1);
        }
    }

    [Fact]
    public void Only_the_very_function_is_taken_for_it()
    {
        Text(Module()).ShouldContain(line => line.StartsWith("mulx", StringComparison.Ordinal));
        Text(Module()).Count.ShouldBe(13);
        // Something more, or another constant, and it is compiled as it is.
        Text(Module("01")).ShouldNotContain(line => line.StartsWith("mulx", StringComparison.Ordinal));
        byte[] changed = Module();
        changed[changed.AsSpan().IndexOf((byte[])[0x42, 0x20, 0x88]) + 1] = 0x21;
        Text(changed).ShouldNotContain(line => line.StartsWith("mulx", StringComparison.Ordinal));
    }

    [Fact]
    public void The_interpreter_agrees_that_it_is_a_product()
    {
        GuestMachine machine = new();
        GuestInstance instance = new(Wasm.Module.FromBytes("test", Module()), _ => null, machine);
        machine.Call((GuestFunction)instance.Export("f")!, [GuestValue.Of(0), new(-3), new(5), new(7), new(-11)]);
        BinaryPrimitives.ReadUInt128LittleEndian(instance.Memories[0].Bytes).ShouldBe(
            unchecked(new UInt128(5, ulong.MaxValue - 2) * new UInt128(ulong.MaxValue - 10, 7)));
    }

    static List<string> Text(byte[] bytes)
    {
        using CodeImage image = ModuleCompiler.Compile(Wasm.Module.FromBytes("test", bytes), new());
        return [.. Disassembly.Decode(image.Text[image.FunctionOffsets[0]..image.FunctionOffsets[1]]).Select(x => Disassembly.Text(x))];
    }

    static Engine SupportedEngine(bool bounds, bool fuel)
    {
        Assert.SkipUnless(EngineSupport.IsSupported, EngineSupport.Reason ?? "");
        return new(new() { Threads = 1, ExplicitBounds = bounds, Fuel = fuel });
    }
}
