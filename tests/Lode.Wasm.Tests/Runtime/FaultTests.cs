using System.Runtime.CompilerServices;
using Lode.Wasm.Assembly;

namespace Lode.Wasm.Tests.Runtime;

/// <summary>Traps and faults of guests written by hand, and .NET's own exceptions beside them.</summary>
public sealed class FaultTests
{
    [Fact]
    public void An_explicit_trap_ends_the_guest_and_the_next_call_runs()
    {
        using Engine engine = new();
        using Store store = new(engine);
        Func function = Make(engine, store, static code =>
        {
            code.Test(false, Register.Rax, Register.Rax);
            int fine = code.JumpShort(Condition.Equal);
            code.Trap(TrapKind.IntegerDivideByZero);
            code.BindShort(fine);
            code.MoveImmediate32(Register.Rax, 7);
            code.Leave(0);
        });
        Value[] result = new Value[1];
        for (int i = 0; i < 1000; i++)
        {
            Trap trap = function.TryInvoke([Value.From(1)], result).ShouldNotBeNull();
            trap.Kind.ShouldBe(TrapKind.IntegerDivideByZero);
            trap.Message.ShouldBe("integer divide by zero");
            trap.Frames.Single().FunctionIndex.ShouldBe(0);
            function.TryInvoke([Value.From(0)], result).ShouldBeNull();
            result[0].AsInt32.ShouldBe(7);
        }
        Should.Throw<TrapException>(() => function.Invoke([Value.From(1)], result)).Trap.Kind.ShouldBe(TrapKind.IntegerDivideByZero);
    }

    [Fact]
    public void An_access_outside_of_the_memory_is_a_trap_of_the_guest()
    {
        using Engine engine = new();
        using Store store = new(engine);
        Func function = Make(engine, store, static code =>
        {
            code.Move(false, Register.Rax, Register.Rax);
            code.Load(false, Register.Rax, new(Register.R14, Register.Rax, 0, 0));
            code.Leave(0);
        });
        Value[] result = new Value[1];
        function.TryInvoke([Value.From(65532)], result).ShouldBeNull();
        foreach (uint address in new[] { 65533u, 65536u, 1u << 30, uint.MaxValue })
        {
            Trap trap = function.TryInvoke([Value.From(address)], result).ShouldNotBeNull();
            trap.Kind.ShouldBe(TrapKind.MemoryOutOfBounds);
            trap.Message.ShouldStartWith("out of bounds memory access");
            trap.Address.ShouldBe(Math.Max(address, 65536));
            trap.Frames.Count.ShouldBe(1);
        }
    }

    [Fact]
    public void An_access_near_null_is_an_uninitialized_element()
    {
        using Engine engine = new();
        using Store store = new(engine);
        Func function = Make(engine, store, static code =>
        {
            code.Zero(Register.R11);
            code.Alu(AluOperation.Compare, false, Register.Rax, new Address(Register.R11, 24));
            code.Leave(0);
        });
        function.TryInvoke([default], new Value[1])!.Kind.ShouldBe(TrapKind.UninitializedElement);
    }

    [Fact]
    public void Exceptions_of_dotnet_stay_what_they_are()
    {
        using Engine engine = new();
        using Store store = new(engine);
        Func function = Make(engine, store, static code =>
        {
            code.Load(false, Register.Rax, new(Register.R14, 65536));
            code.Leave(0);
        });
        for (int i = 0; i < 50; i++)
        {
            function.TryInvoke([default], new Value[1]).ShouldNotBeNull();
            Should.Throw<NullReferenceException>(static () => Length(null!));
            Should.Throw<DivideByZeroException>(static () => Divide(0));
        }
    }

    [Fact]
    public void Frames_are_recorded_from_the_inside_out_and_128_at_most()
    {
        using Engine engine = new();
        using Store store = new(engine);
        GuestBuilder builder = new();
        builder.Memory(1);
        builder.Function("f", "i", "i", [0x00]);
        int start = -1;
        using CompiledModule module = HandWritten.Make(engine, builder, code =>
        {
            start = 0;
            code.Alu(AluOperation.Subtract, false, Register.Rax, 1);
            int deeper = code.JumpShort(Condition.NotEqual);
            code.Load(false, Register.Rax, new(Register.R14, 65536));
            code.BindShort(deeper);
            int call = code.CallLater();
            code.Write32(call, start - (call + 4));
            code.Leave(0);
        });
        Func function = new Linker(engine).Instantiate(store, module).GetFunction("f")!;
        function.TryInvoke([Value.From(5)], new Value[1])!.Frames.Count.ShouldBe(5);
        function.TryInvoke([Value.From(5000)], new Value[1])!.Frames.Count.ShouldBe(129);
    }

    [Fact]
    public void Threads_trap_and_collect_at_once()
    {
        using Engine engine = new();
        int wrong = 0;
        Thread[] threads = [.. Enumerable.Range(0, 6).Select(number => new Thread(() =>
        {
            using Store store = new(engine);
            Func function = Make(engine, store, static code =>
            {
                code.Move(false, Register.Rax, Register.Rax);
                code.Load(false, Register.Rax, new(Register.R14, Register.Rax, 0, 0));
                code.Leave(0);
            });
            Value[] result = new Value[1];
            for (int i = 0; i < 3000; i++)
            {
                if (function.TryInvoke([Value.From(70000 + number)], result)?.Address != 70000 + number)
                    Interlocked.Increment(ref wrong);
                if (function.TryInvoke([Value.From(8)], result) is not null)
                    Interlocked.Increment(ref wrong);
                if (i % 500 == 0)
                    GC.Collect();
                if (i % 100 == 0)
                    Should.Throw<NullReferenceException>(static () => Length(null!));
            }
        }))];
        foreach (Thread thread in threads)
            thread.Start();
        foreach (Thread thread in threads)
            thread.Join();
        wrong.ShouldBe(0);
    }

    static Func Make(Engine engine, Store store, Action<Assembler> write)
    {
        GuestBuilder builder = new();
        builder.Memory(1);
        builder.Function("f", "i", "i", [0x00]);
        using CompiledModule module = HandWritten.Make(engine, builder, write);
        return new Linker(engine).Instantiate(store, module).GetFunction("f")!;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static int Length(string text) => text.Length;

    [MethodImpl(MethodImplOptions.NoInlining)]
    static int Divide(int by) => 5 / by;
}
