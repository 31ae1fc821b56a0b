namespace Lode.Wasm.Tests.Compilation;

/// <summary>Calls between functions with few and with many parameters, in registers and on the stack, as calls and in place of returns.</summary>
public sealed class ManyParametersTests
{
    const byte I64 = 0x7e;

    /// <summary>What stands for a call: directly or through the table, as a tail call or not.</summary>
    public enum Way
    {
        Call = 0x10,
        CallIndirect = 0x11,
        TailCall = 0x12,
        TailCallIndirect = 0x13,
    }

    public static TheoryData<Way> Ways => [.. Enum.GetValues<Way>()];

    static readonly int[] s_counts = [1, 2, 6, 7, 8, 13, 30];

    [Theory]
    [MemberData(nameof(Ways))]
    public void Parameters_arrive_whatever_their_number(Way way)
    {
        foreach (int outer in s_counts)
        {
            foreach (int inner in s_counts)
            {
                using Engine engine = new(new() { Threads = 1 });
                using CompiledModule module = engine.Compile("", Make(outer, inner, way));
                using Store store = new(engine);
                Func function = new Linker(engine).Instantiate(store, module).GetFunction("f")!;
                long[] given = [.. Enumerable.Range(1, outer).Select(i => i * 1_000_000_007L * i)];
                Value[] results = new Value[1];
                function.Invoke([.. given.Select(Value.From)], results);
                long expected = Enumerable.Range(0, inner).Sum(i => (i + 1) * (given[i * 5 % outer] + i));
                results[0].AsInt64.ShouldBe(expected, $"{outer} to {inner}");
            }
        }
    }

    [Theory]
    [InlineData(Way.TailCall)]
    [InlineData(Way.TailCallIndirect)]
    public void Tail_calls_between_few_and_many_parameters_need_no_stack(Way way)
    {
        // f(n, ...) with 2 parameters calls g(n - 1, ...) with 20, which calls f again, until n is 0.
        byte[] types = [2, .. Type(2), .. Type(20)];
        byte[] f = Body([0x20, 0, 0x50, 0x04, 0x40, 0x20, 1, 0x0f, 0x0b, 0x20, 0, 0x42, 1, 0x7d, .. Repeat([0x20, 1], 19), .. Invoke(way, 1)]);
        byte[] g = Body([0x20, 0, 0x20, 1, 0x20, 19, 0x42, 1, 0x7c, 0x84, .. Invoke(way, 0)]);
        byte[] bytes = new WasmBytes().Section(1, types).Section(3, 2, 0, 1).Section(4, 1, 0x70, 0, 2)
            .Section(7, 1, 1, (byte)'f', 0, 0).Section(9, 1, 0, 0x41, 0, 0x0b, 2, 0, 1).Section(10, [2, .. f, .. g]).ToArray();
        using Engine engine = new(new() { Threads = 1 });
        using CompiledModule module = engine.Compile("", bytes);
        using Store store = new(engine);
        Value[] results = new Value[1];
        new Linker(engine).Instantiate(store, module).GetFunction("f")!.Invoke([Value.From(1_000_000L), Value.From(0L)], results);
        // Whenever the lowest bit is zero it becomes one; nothing else ever changes.
        results[0].AsInt64.ShouldBe(Expected(1_000_000));
    }

    static long Expected(int calls)
    {
        long value = 0;
        for (int i = 0; i < calls; i++)
            value |= value + 1;
        return value;
    }

    /// <summary>Function 0 has parameters, and gives others to function 1, which sums them with weights.</summary>
    static byte[] Make(int outer, int inner, Way way)
    {
        byte[] call = [.. Enumerable.Range(0, inner).SelectMany(i => (byte[])[0x20, (byte)(i * 5 % outer), 0x42, (byte)i, 0x7c]), .. Invoke(way, 1)];
        byte[] sum = [0x42, 0, .. Enumerable.Range(0, inner).SelectMany(i => (byte[])[0x20, (byte)i, 0x42, (byte)(i + 1), 0x7e, 0x7c])];
        byte[] f = Body(call), g = Body(sum);
        return new WasmBytes().Section(1, [2, .. Type(outer), .. Type(inner)]).Section(3, 2, 0, 1).Section(4, 1, 0x70, 0, 2)
            .Section(7, 1, 1, (byte)'f', 0, 0).Section(9, 1, 0, 0x41, 0, 0x0b, 2, 0, 1).Section(10, [2, .. f, .. g]).ToArray();
    }

    static byte[] Type(int parameters) => [0x60, (byte)parameters, .. Repeat([I64], parameters), 1, I64];

    static byte[] Invoke(Way way, byte function) => way is Way.Call or Way.TailCall
        ? [(byte)way, function]
        : [0x41, function, (byte)way, function, 0];

    static byte[] Body(byte[] code) => [.. WasmBytes.U32((uint)code.Length + 2), 0, .. code, 0x0b];

    static byte[] Repeat(byte[] piece, int times) => [.. Enumerable.Repeat(piece, times).SelectMany(bytes => bytes)];
}
