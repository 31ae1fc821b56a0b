using Lode.Wasm.Assembly;
using Lode.Wasm.Runtime;

namespace Lode.Wasm.Tests.Runtime;

/// <summary>The builtins on memory against spans of .NET, at all small sizes, over all kinds of overlap.</summary>
public sealed class BulkMemoryTests
{
    static readonly int[] s_lengths = [.. Enumerable.Range(0, 200), 255, 256, 257, 1000, 2047, 2048, 2049, 4096, 5000, 20000];

    [Fact]
    public void Copies_are_those_of_spans()
    {
        using Engine engine = new();
        using Store store = new(engine);
        Instance instance = Make(engine, store);
        Action<int, int, int> copy = instance.GetAction<int, int, int>("copy");
        Memory memory = instance.GetMemory("memory")!;
        Random random = new(1);
        byte[] expected = new byte[memory.Length];
        random.NextBytes(expected);
        expected.CopyTo(memory.GetSpan(0, expected.Length));
        foreach (int length in s_lengths)
        {
            foreach (int distance in new[] { 0, 1, 2, 7, 8, 15, 16, 17, 31, 32, 63, 64, 65, 100, length, length - 1, length + 1, 30000 })
            {
                if (distance < 0)
                    continue;
                foreach ((int to, int from) in new[] { (1000, 1000 + distance), (1000 + distance, 1000) })
                {
                    // Fresh bytes, so that a copy always has something to show.
                    random.NextBytes(expected.AsSpan(from, Math.Min(length, 64)));
                    expected.AsSpan(from, length).CopyTo(memory.GetSpan((uint)from, length));
                    copy(to, from, length);
                    expected.AsSpan(from, length).CopyTo(expected.AsSpan(to));
                    if (!memory.GetSpan(0, expected.Length).SequenceEqual(expected))
                        Assert.Fail($"{length} bytes from {from} to {to}");
                }
            }
        }
    }

    [Fact]
    public void Fills_are_those_of_spans()
    {
        using Engine engine = new();
        using Store store = new(engine);
        Instance instance = Make(engine, store);
        Action<int, int, int> fill = instance.GetAction<int, int, int>("fill");
        Memory memory = instance.GetMemory("memory")!;
        byte[] expected = new byte[memory.Length];
        foreach (int length in s_lengths)
        {
            for (int at = 64; at < 82; at++)
            {
                fill(at, 0x12300 + length % 256, length);
                expected.AsSpan(at, length).Fill((byte)length);
                if (!memory.GetSpan(0, expected.Length).SequenceEqual(expected))
                    Assert.Fail($"{length} bytes at {at}");
            }
        }
    }

    [Fact]
    public void Segments_are_copied_until_they_are_dropped()
    {
        using Engine engine = new();
        using Store store = new(engine);
        Instance instance = Make(engine, store);
        Action<int, int, int> init = instance.GetAction<int, int, int>("init");
        Memory memory = instance.GetMemory("memory")!;
        init(100, 1, 3);
        memory.GetSpan(99, 6).ToArray().ShouldBe([0, 2, 3, 4, 0, 0]);
        init(65536, 5, 0);
        Kind(() => init(0, 1, 5)).ShouldBe(TrapKind.MemoryOutOfBounds);
        Kind(() => init(65534, 1, 3)).ShouldBe(TrapKind.MemoryOutOfBounds);
        memory.GetSpan(65534, 2).ToArray().ShouldBe([0, 0]);
        instance.GetAction("drop")();
        init(0, 0, 0);
        Kind(() => init(0, 0, 1)).ShouldBe(TrapKind.MemoryOutOfBounds);
    }

    [Theory]
    [InlineData("copy", 65535, 0, 2)]
    [InlineData("copy", 0, 65535, 2)]
    [InlineData("copy", 65537, 0, 0)]
    [InlineData("copy", 0, 65537, 0)]
    [InlineData("copy", -1, 0, 1)]
    [InlineData("copy", 0, 0, -1)]
    [InlineData("copy", -1, -1, -1)]
    [InlineData("fill", 65535, 1, 2)]
    [InlineData("fill", 65537, 1, 0)]
    [InlineData("fill", -1, 1, -1)]
    public void Bounds_are_checked_before_anything_is_written(string name, int a, int b, int c)
    {
        using Engine engine = new();
        using Store store = new(engine);
        Instance instance = Make(engine, store);
        Memory memory = instance.GetMemory("memory")!;
        memory.GetSpan(0, 16).Fill(9);
        byte[] before = memory.GetSpan(0, 65536).ToArray();
        TrapException exception = Should.Throw<TrapException>(() => instance.GetAction<int, int, int>(name)(a, b, c));
        exception.Trap.Kind.ShouldBe(TrapKind.MemoryOutOfBounds);
        exception.Trap.Frames.Count.ShouldBe(1);
        memory.GetSpan(0, 65536).SequenceEqual(before).ShouldBeTrue();
    }

    static TrapKind Kind(Action action) => Should.Throw<TrapException>(action).Trap.Kind;

    static Instance Make(Engine engine, Store store)
    {
        GuestBuilder builder = new();
        builder.Memory(1);
        builder.PassiveData(1, 2, 3, 4, 5);
        builder.Function("copy", "iii", "", []);
        builder.Function("fill", "iii", "", []);
        builder.Function("init", "iii", "", []);
        builder.Function("drop", "", "", []);
        using CompiledModule module = HandWritten.Make(engine, builder,
            code => Builtin(code, Wasm.Runtime.Builtin.MemoryCopy),
            code => Builtin(code, Wasm.Runtime.Builtin.MemoryFill),
            code =>
            {
                code.Zero(Register.R8);
                Builtin(code, Wasm.Runtime.Builtin.MemoryInit);
            },
            code =>
            {
                code.Zero(Register.Rax);
                Builtin(code, Wasm.Runtime.Builtin.DataDrop);
            });
        return new Linker(engine).Instantiate(store, module);
    }

    static void Builtin(Assembler code, Builtin builtin)
    {
        code.Load(true, Register.R13, new(Register.R15, ContextLayout.Builtins));
        code.Call(new Address(Register.R13, (int)builtin * 8));
        code.Leave(0);
    }
}
