using System.Buffers.Binary;
using Lode.Wasm.Compilation;
using Lode.Wasm.Tests.Assembly;
using Lode.Wasm.Tests.Interpreter;

namespace Lode.Wasm.Tests.Compilation;

/// <summary>The product of 128-bit integers of LLVM's runtime library, which becomes one of the processor.</summary>
public sealed class WideProductTests
{
    static readonly ulong[] s_halves = [0, 1, 2, 0xffff_ffff, 0x1_0000_0000, 0x7fff_ffff_ffff_ffff, 0x8000_0000_0000_0000, 0xffff_ffff_ffff_ffff, 0x1234_5678_9abc_def0];

    /// <summary>The function of LLVM, the same after Binaryen, and that of Rust: the number of locals, the instructions.</summary>
    static readonly (byte Locals, string Code)[] s_functions =
    [
        (1, "200020042001" + "7e200220037e7c2003422088220220014220882204" + "7e7c200342ffffffff0f832203200142ffffffff0f8322017e2205" +
            "422088200320047e7c22034220887c200342ffffffff0f83200220017e7c22014220887c370308" + "2000200142208620" + "0542ffffffff0f8384370300"),
        (1, "2000200120047e200220037e7c2003422088220220014220882204" + "7e7c200342ffffffff0f832203200142ffffffff0f8322017e2205" +
            "422088200320047e7c22034220887c200120027e200342ffffffff0f837c22014220887c370308" + "2000200542ffffffff0f83200142208684370300"),
        (6, "2000200342ffffffff0f832205200142ffffffff0f8322067e2207" + "2003422088220820067e2206200520014220882209" +
            "7e7c22054220867c220a370300" + "2000200820097e2005200654ad42208620054220" + "88847c200a200754ad7c200420017e200320027e7c7c370308"),
    ];

    public static TheoryData<int> Functions => [0, 1, 2];

    /// <summary>(module (memory (export "m") 1) (func (export "f") (param i32 i64 i64 i64 i64) (local i64 …) …)).</summary>
    static byte[] Module(int function, string code = "")
    {
        byte[] body = [1, s_functions[function].Locals, 0x7e, .. Convert.FromHexString(s_functions[function].Code + code), 0x0b];
        return new WasmBytes()
            .Section(1, 1, 0x60, 5, 0x7f, 0x7e, 0x7e, 0x7e, 0x7e, 0)
            .Section(3, 1, 0)
            .Section(5, 1, 0, 1)
            .Section(7, 2, 1, (byte)'f', 0, 0, 1, (byte)'m', 2, 0)
            .Section(10, [1, .. WasmBytes.U32((uint)body.Length), .. body])
            .ToArray();
    }

    [Theory]
    [MemberData(nameof(Functions))]
    public void Products_are_those_of_numbers_of_128_bits(int function)
    {
        Multiply(function, bounds: false, fuel: false);
        Multiply(function, bounds: true, fuel: false);
        Multiply(function, bounds: false, fuel: true);
    }

    static void Multiply(int function, bool bounds, bool fuel)
    {
        using Engine engine = SupportedEngine(bounds, fuel);
        using CompiledModule module = engine.Compile("test", Module(function));
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
            store.Fuel.ShouldBe(1_000_000 - s_halves.Length * s_halves.Length * s_halves.Length * FuelOf(function));
    }

    /// <summary>What the function costs when it is compiled as it is: with an instruction more.</summary>
    static long FuelOf(int function)
    {
        using Engine engine = SupportedEngine(bounds: false, fuel: true);
        using CompiledModule module = engine.Compile("test", Module(function, "01"));
        using Store store = new(engine) { Fuel = 1000 };
        new Linker(engine).Instantiate(store, module).GetFunction("f")!.Invoke([default, default, default, default, default], []);
        return 1000 - store.Fuel - 1;
    }

    [Theory]
    [MemberData(nameof(Functions))]
    public void Its_stores_trap_as_they_are_written(int function)
    {
        foreach (int address in (int[])[65_536 - 16, 65_536 - 15, 65_536 - 8, 65_536 - 7, -4, -8])
        {
            foreach (bool bounds in (bool[])[false, true])
            {
                using Engine engine = SupportedEngine(bounds, fuel: false);
                // The same with an instruction more is compiled as it is.
                (int? Place, string Memory) recognised = RunAt(engine, Module(function), address), plain = RunAt(engine, Module(function, "01"), address);
                recognised.ShouldBe(plain);
                (recognised.Place is null).ShouldBe(address == 65_536 - 16);
            }
        }
    }

    /// <summary>Where it traps, from the first instruction, and what memory ends with.</summary>
    static (int? Place, string Memory) RunAt(Engine engine, byte[] bytes, int address)
    {
        using CompiledModule module = engine.Compile("test", bytes);
        using Store store = new(engine);
        Instance instance = new Linker(engine).Instantiate(store, module);
        Trap? trap = instance.GetFunction("f")!.TryInvoke(
            [Value.From(address), Value.From(-1L), Value.From(2L), Value.From(3L), Value.From(4L)], []);
        trap?.Kind.ShouldBe(TrapKind.MemoryOutOfBounds);
        return (trap?.Frames[0].WasmOffset - bytes.AsSpan().IndexOf((byte[])[0x7e, 0x20, 0]), Convert.ToHexString(instance.GetMemory("m")!.GetSpan(65_536 - 16, 16)));
    }

    [Theory]
    [MemberData(nameof(Functions))]
    public void Only_the_very_function_is_taken_for_it(int function)
    {
        Text(Module(function)).ShouldContain(line => line.StartsWith("mulx", StringComparison.Ordinal));
        Text(Module(function)).Count.ShouldBe(13);
        // Something more, or another constant, and it is compiled as it is.
        Text(Module(function, "01")).ShouldNotContain(line => line.StartsWith("mulx", StringComparison.Ordinal));
        byte[] changed = Module(function);
        changed[changed.AsSpan().IndexOf((byte[])[0x42, 0x20, 0x88]) + 1] = 0x21;
        Text(changed).ShouldNotContain(line => line.StartsWith("mulx", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Functions))]
    public void The_interpreter_agrees_that_it_is_a_product(int function)
    {
        GuestMachine machine = new();
        GuestInstance instance = new(Wasm.Module.FromBytes("test", Module(function)), _ => null, machine);
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
