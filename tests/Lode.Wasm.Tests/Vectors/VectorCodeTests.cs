using System.Runtime.Intrinsics;
using Lode.Wasm.Tests.Interpreter;

namespace Lode.Wasm.Tests.Vectors;

/// <summary>Compiled sequences of vector instructions, some of which become one, against the interpreter.</summary>
public sealed class VectorCodeTests : IDisposable
{
    const byte Get = 0x20, Set = 0x21, Tee = 0x22, Const = 0x41, Drop = 0x1a;

    readonly Engine _engine = SupportedEngine();
    readonly GuestMachine _machine = new();
    readonly Random _random = new(3);
    readonly List<string> _failures = [];

    [Fact]
    public void Shifts_that_rotate()
    {
        VectorOpcode[] shifts = [VectorOpcode.I16x8Shl, VectorOpcode.I32x4Shl, VectorOpcode.I64x2Shl];
        foreach (VectorOpcode left in shifts)
        {
            VectorOpcode right = left + 2;
            int bits = 16 << Array.IndexOf(shifts, left);
            for (int count = 0; count < bits; count++)
            {
                byte[] up = [Get, 0, Const, (byte)count, .. Vector(left)], down = [Get, 0, Const, (byte)(bits - count & 63), .. Vector(right)];
                Check($"{left} {count}", [.. up, .. down, .. Vector(VectorOpcode.V128Or)]);
                Check($"{right} {count}", [.. down, .. up, .. Vector(VectorOpcode.V128Or)]);
                Check($"{left} {count} of what is kept", [Get, 0, Get, 1, .. Vector(VectorOpcode.V128Xor), Tee, 0, .. up[2..], .. down, .. Vector(VectorOpcode.V128Or)]);
                Check($"{left} {count} of two", [.. up, Get, 1, .. down[2..], .. Vector(VectorOpcode.V128Or)]);
                Check($"{left} {count} with a sum", [.. up, .. down, .. Vector(VectorOpcode.I32x4Add)]);
                Check($"{left} {count} and too much", [.. up, Get, 0, Const, (byte)(bits - count ^ 1), .. Vector(right), .. Vector(VectorOpcode.V128Or)]);
            }
        }
        Finish();
    }

    [Fact]
    public void Shuffles_that_follow_each_other()
    {
        for (int i = 0; i < 200; i++)
        {
            byte[] first = Shuffle(i % 2 == 0 ? 16 : 32), second = Shuffle(32);
            int other = i % 3 == 0 ? 1 : 0;
            byte after = i % 5 == 0 ? Set : Tee;
            Check("two shuffles", [Get, 0, Get, 0, .. first, Tee, 0, Get, 0, .. second, after, (byte)other, .. after == Set ? (byte[])[Get, (byte)other] : [],
                Get, 0, .. Vector(VectorOpcode.I8x16Add)]);
            Check("two shuffles, the first kept", [Get, 0, Get, 0, .. first, Tee, 0, Get, 0, .. second, Get, 0, .. Vector(VectorOpcode.I8x16Sub)]);
            Check("two shuffles of an old value", [Get, 0, Get, 0, Get, 0, .. first, Tee, 0, Get, 0, .. second, Tee, 0, .. Vector(VectorOpcode.I8x16Sub)]);
            Check("three shuffles", [Get, 0, Get, 0, .. first, Tee, 0, Get, 0, .. second, Tee, 0, Get, 0, .. first, Tee, 0]);
        }
        Finish();
    }

    [Fact]
    public void Shuffles_with_constants()
    {
        byte[] zero = Constant(default);
        for (int i = 0; i < 100; i++)
        {
            byte[] shuffle = Shuffle(32), constant = Constant(VectorInputs.Any(_random));
            Check("zero second", [Get, 0, .. zero, .. shuffle]);
            Check("zero first", [.. zero, Get, 0, .. shuffle]);
            Check("constant second", [Get, 0, .. constant, .. shuffle]);
            Check("swizzle by a constant", [Get, 0, .. Constant(Vector128.Create<byte>(shuffle.AsSpan(2)) & Vector128.Create((byte)(i % 2 * 255 | 31))),
                .. Vector(VectorOpcode.I8x16Swizzle)]);
            Check("swizzle of a constant", [.. constant, Get, 0, .. Vector(VectorOpcode.I8x16Swizzle)]);
        }
        Finish();
    }

    [Fact]
    public void All_instructions_on_two_with_operands_of_every_kind()
    {
        byte[] ones = Constant(Vector128<byte>.AllBitsSet), zero = Constant(default);
        for (int i = 0; i < 256; i++)
        {
            VectorOpcode opcode = (VectorOpcode)i;
            uint signature = Signatures.Vector[i];
            if (Signatures.Operand(signature, 0) != ValueKind.V128 || Signatures.Operand(signature, 1) != ValueKind.V128 || Signatures.Operand(signature, 2) != 0)
                continue;
            string name = InstructionNames.Of(opcode);
            byte[] code = Vector(opcode), constant = Constant(VectorInputs.Any(_random)), load = [Const, 3, .. Vector(VectorOpcode.V128Load), 0, 5];
            Check(name, [Get, 0, Get, 1, .. code]);
            Check(name, [Get, 0, Get, 0, .. code]);
            Check($"{name} into its second", [Get, 0, Get, 1, .. code, Tee, 1, Get, 0, .. Vector(VectorOpcode.V128Xor)]);
            foreach (byte[] operand in (byte[][])[constant, ones, zero, load])
            {
                Check($"{name} of a local and {operand[0]:x} {operand[1]:x}", [Get, 0, .. operand, .. code]);
                Check($"{name} of {operand[0]:x} {operand[1]:x} and a local", [.. operand, Get, 0, .. code]);
                Check($"{name} of twice {operand[0]:x} {operand[1]:x}", [.. operand, .. operand, .. code]);
            }
        }
        Finish();
    }

    [Fact]
    public void Scalars_into_vectors_and_tests_of_vectors()
    {
        for (VectorOpcode opcode = VectorOpcode.I8x16Splat; opcode <= VectorOpcode.F64x2Splat; opcode++)
        {
            byte[] number = opcode switch
            {
                VectorOpcode.I64x2Splat => [0x42, 0xff, 0xff, 0x83, 0x87, 0x98, 0x3b],
                VectorOpcode.F32x4Splat => [0x43, 1, 2, 3, 4],
                VectorOpcode.F64x2Splat => [0x44, 1, 2, 3, 4, 5, 6, 7, 8],
                _ => [Const, 0xf5, 0x83, 0x91, 0x05],
            };
            VectorOpcode extract = opcode switch
            {
                VectorOpcode.I64x2Splat => VectorOpcode.I64x2ExtractLane,
                VectorOpcode.F32x4Splat => VectorOpcode.F32x4ExtractLane,
                VectorOpcode.F64x2Splat => VectorOpcode.F64x2ExtractLane,
                _ => VectorOpcode.I32x4ExtractLane,
            };
            Check($"{opcode} of a number", [.. number, .. Vector(opcode), Get, 0, .. Vector(VectorOpcode.I16x8Add)]);
            Check($"{opcode} of a lane", [Get, 0, .. Vector(extract), 1, .. Vector(opcode), Get, 1, .. Vector(VectorOpcode.I16x8Add)]);
            Check($"{opcode} and a lane replaced", [Get, 0, Get, 1, .. Vector(extract), 0, .. Vector(extract + 1), 1]);
        }
        foreach (VectorOpcode opcode in (VectorOpcode[])[VectorOpcode.V128AnyTrue, VectorOpcode.I8x16AllTrue, VectorOpcode.I16x8AllTrue,
            VectorOpcode.I32x4AllTrue, VectorOpcode.I64x2AllTrue])
        {
            foreach (byte[] operand in (byte[][])[[Get, 0], Constant(default), Constant(Vector128<byte>.AllBitsSet)])
            {
                Check($"{opcode} as a number", [.. operand, .. Vector(opcode), .. Vector(VectorOpcode.I32x4Splat)]);
                Check($"{opcode} selects", [Get, 0, Get, 1, .. operand, .. Vector(opcode), 0x1b]);
                Check($"{opcode} negated", [Get, 0, Get, 1, .. operand, .. Vector(opcode), 0x45, 0x1b]);
                Check($"{opcode} branches", [0x02, 0x7b, Get, 0, .. operand, .. Vector(opcode), 0x0d, 0, Drop, Get, 1, 0x0b]);
            }
        }
        Finish();
    }

    [Fact]
    public void A_load_beyond_memory_traps_where_it_became_an_operand()
    {
        byte[] body = [Get, 0, Const, 0xf1, 0xff, 0x03, .. Vector(VectorOpcode.V128Load), 0, 0, .. Vector(VectorOpcode.I32x4Add)];
        using Store store = new(_engine);
        using CompiledModule module = _engine.Compile("test", Bytes(body));
        Func function = new Linker(_engine).Instantiate(store, module).GetFunction("f")!;
        Trap trap = function.TryInvoke([default, default], new Value[1]).ShouldNotBeNull();
        trap.Kind.ShouldBe(TrapKind.MemoryOutOfBounds);
        // Two bytes of local.get, four of the constant, then the load.
        int load = Bytes(body).AsSpan().IndexOf(body) + 6;
        trap.Frames[0].WasmOffset.ShouldBe(load);
    }

    public void Dispose() => _engine.Dispose();

    static Engine SupportedEngine()
    {
        Assert.SkipUnless(EngineSupport.IsSupported, EngineSupport.Reason ?? "");
        return new(new() { Threads = 1 });
    }

    /// <summary>Runs a function of two vectors, with one page of memory, in both.</summary>
    void Check(string name, byte[] body)
    {
        byte[] bytes = Bytes(body);
        GuestInstance reference = new(Module.FromBytes("test", bytes), _ => null, _machine);
        using Store store = new(_engine);
        using CompiledModule module = _engine.Compile("test", bytes);
        Instance instance = new Linker(_engine).Instantiate(store, module);
        _random.NextBytes(reference.Memories[0].Bytes.AsSpan(0, 64));
        reference.Memories[0].Bytes.AsSpan(0, 64).CopyTo(instance.GetMemory("m")!.GetSpan(0, 64));
        Func function = instance.GetFunction("f")!;
        for (int i = 0; i < 4; i++)
        {
            (Vector128<byte> a, Vector128<byte> b) = i == 0 ? (default, Vector128<byte>.AllBitsSet) : (VectorInputs.Any(_random), VectorInputs.Any(_random));
            Vector128<byte> expected = _machine.Call((GuestFunction)reference.Export("f")!, [GuestValue.Of(a), GuestValue.Of(b)])[0].V128;
            Value[] results = new Value[1];
            function.Invoke([Value.From(a), Value.From(b)], results);
            if (!Same(expected, results[0].AsVector128) && _failures.Count < 20)
                _failures.Add($"{name}: {a} {b} gives {results[0].AsVector128}, not {expected}");
        }
    }

    /// <summary>Equal, or NaNs in the same lanes of either width.</summary>
    static bool Same(Vector128<byte> a, Vector128<byte> b) => a == b
        || (Vector128.Equals(a.AsInt32(), b.AsInt32()) | ~Vector128.Equals(a.AsSingle(), a.AsSingle()).AsInt32() & ~Vector128.Equals(b.AsSingle(), b.AsSingle()).AsInt32()) == Vector128<int>.AllBitsSet
        || (Vector128.Equals(a.AsInt64(), b.AsInt64()) | ~Vector128.Equals(a.AsDouble(), a.AsDouble()).AsInt64() & ~Vector128.Equals(b.AsDouble(), b.AsDouble()).AsInt64()) == Vector128<long>.AllBitsSet;

    void Finish() => _failures.ShouldBeEmpty();

    byte[] Shuffle(int lanes)
    {
        byte[] shuffle = [.. Vector(VectorOpcode.I8x16Shuffle), .. new byte[16]];
        for (int i = 2; i < 18; i++)
            shuffle[i] = (byte)_random.Next(lanes);
        return shuffle;
    }

    static byte[] Constant(Vector128<byte> value)
    {
        byte[] bytes = [.. Vector(VectorOpcode.V128Const), .. new byte[16]];
        value.CopyTo(bytes, 2);
        return bytes;
    }

    static byte[] Vector(VectorOpcode opcode) => [0xfd, .. WasmBytes.U32((uint)opcode)];

    static byte[] Bytes(byte[] body)
    {
        byte[] code = [0, .. body, 0x0b];
        return new WasmBytes()
            .Section(1, 1, 0x60, 2, 0x7b, 0x7b, 1, 0x7b)
            .Section(3, 1, 0)
            .Section(5, 1, 0, 1)
            .Section(7, 2, 1, (byte)'f', 0, 0, 1, (byte)'m', 2, 0)
            .Section(10, [1, .. WasmBytes.U32((uint)code.Length), .. code])
            .ToArray();
    }
}
