using System.Runtime.Intrinsics;

namespace Lode.Wasm.Tests.Runtime;

/// <summary>Delegates of exported functions and typed functions of the host.</summary>
public sealed class TypedCallTests
{
    [Fact]
    public void Every_type_goes_through_the_guest_and_the_host()
    {
        using World world = new();
        object token = new();
        world.Linker.DefineFunction("h", "f",
            (Caller _, int a, long b, float c, double d, Vector128<byte> e, Func? f, object? g, uint h, ulong i) =>
            {
                a.ShouldBe(-1);
                b.ShouldBe(-2);
                c.ShouldBe(3.5f);
                d.ShouldBe(-4.25);
                e.ShouldBe(Vector128.Create((byte)5));
                f.ShouldNotBeNull();
                g.ShouldBeSameAs(token);
                h.ShouldBe(uint.MaxValue);
                i.ShouldBe(ulong.MaxValue);
                return (g, f, d);
            });
        GuestBuilder builder = new();
        builder.ImportFunction("h", "f", "ilfdvreil", "erd");
        byte[] body = [.. Enumerable.Range(0, 9).SelectMany(Op.LocalGet), .. Op.Call(0)];
        builder.Function("f", "ilfdvreil", "erd", body);
        Instance instance = world.Run(builder);
        instance.GetFunction("f", out Func<int, long, float, double, Vector128<byte>, Func?, object?, uint, ulong, (object?, Func?, double)> call);
        Func self = instance.GetFunction("f")!;
        (object? back, Func? function, double number) = call(-1, -2, 3.5f, -4.25, Vector128.Create((byte)5), self, token, uint.MaxValue, ulong.MaxValue);
        back.ShouldBeSameAs(token);
        function.ShouldBeSameAs(self);
        number.ShouldBe(-4.25);
    }

    [Fact]
    public void Any_number_of_parameters_and_results_up_to_nine_and_three_works()
    {
        using World world = new();
        int seen = 0;
        world.Linker.DefineFunction("h", "a0", (Caller _) => { seen = 1; });
        world.Linker.DefineFunction("h", "a3", (Caller _, int a, int b, int c) => { seen = a * 100 + b * 10 + c; });
        world.Linker.DefineFunction("h", "f0", (Caller _) => 7);
        world.Linker.DefineFunction("h", "f2", (Caller _, int a, int b) => (b, a));
        GuestBuilder builder = new();
        builder.ImportFunction("h", "a0", "", "");
        builder.ImportFunction("h", "a3", "iii", "");
        builder.ImportFunction("h", "f0", "", "i");
        builder.ImportFunction("h", "f2", "ii", "ii");
        for (int i = 0; i < 4; i++)
            builder.Export($"e{i}", 0, i);
        builder.Function("a0", "", "", Op.Call(0));
        builder.Function("a3", "iii", "", [.. Op.LocalGet(0), .. Op.LocalGet(1), .. Op.LocalGet(2), .. Op.Call(1)]);
        builder.Function("f0", "", "i", Op.Call(2));
        builder.Function("f2", "ii", "ii", [.. Op.LocalGet(0), .. Op.LocalGet(1), .. Op.Call(3)]);
        builder.Function("f9", "iiiiiiiii", "i", [.. Op.LocalGet(0), .. Op.LocalGet(8), .. Op.Subtract]);
        Instance instance = world.Run(builder);
        foreach (string prefix in new[] { "a0", "e0" })
        {
            seen = 0;
            instance.GetAction(prefix)();
            seen.ShouldBe(1);
        }
        instance.GetAction<int, int, int>("a3")(1, 2, 3);
        seen.ShouldBe(123);
        instance.GetAction<int, int, int>("e1")(4, 5, 6);
        seen.ShouldBe(456);
        instance.GetFunction<int>("f0")().ShouldBe(7);
        instance.GetFunction<int>("e2")().ShouldBe(7);
        instance.GetFunction("f2", out Func<int, int, (int, int)> swap);
        swap(1, 2).ShouldBe((2, 1));
        instance.GetFunction("e3", out swap);
        swap(3, 4).ShouldBe((4, 3));
        instance.GetFunction<int, int, int, int, int, int, int, int, int, int>("f9")(10, 0, 0, 0, 0, 0, 0, 0, 3).ShouldBe(7);
    }

    [Fact]
    public void Wrong_types_and_names_are_refused_when_the_delegate_is_made()
    {
        using World world = new();
        GuestBuilder builder = new();
        builder.Function("f", "i", "i", Op.LocalGet(0));
        Instance instance = world.Run(builder);
        Should.Throw<InvalidCastException>(() => instance.GetFunction<long, int>("f")).Message.ShouldContain("[i32] -> [i32]");
        Should.Throw<InvalidCastException>(() => instance.GetFunction<int>("f"));
        Should.Throw<InvalidCastException>(() => instance.GetAction<int>("f"));
        Should.Throw<KeyNotFoundException>(() => instance.GetAction("g")).Message.ShouldContain("\"g\"");
        Should.Throw<ArgumentException>(() => instance.GetFunction<short, int>("f")).Message.ShouldContain("Int16");
        Should.Throw<ArgumentException>(() => world.Linker.DefineFunction("h", "f", (Caller _, byte a) => { }));
        Func function = instance.GetFunction("f")!;
        Should.Throw<ArgumentException>(() => function.Invoke([], new Value[1])).Message.ShouldContain("expected 1 arguments");
        Should.Throw<ArgumentException>(() => function.Invoke([default], []));
    }

    [Fact]
    public void Calls_allocate_nothing()
    {
        using World world = new();
        world.Linker.DefineFunction("h", "f", (Caller caller, int a, long b) => a + b + caller.Memory!.Pages);
        GuestBuilder builder = new();
        builder.ImportFunction("h", "f", "il", "l");
        builder.Memory(1);
        builder.Function("f", "il", "l", [.. Op.LocalGet(0), .. Op.LocalGet(1), .. Op.Call(0)]);
        Func<int, long, long> call = world.Run(builder).GetFunction<int, long, long>("f");
        long sum = call(1, 2);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
            sum += call(i, i);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
        sum.ShouldBe(4 + 999 * 1000 + 1000);
    }

    [Fact]
    public void A_store_that_goes_to_and_fro_between_two_threads_allocates_nothing()
    {
        using World world = new();
        GuestBuilder builder = new();
        builder.Function("f", "i", "i", [.. Op.LocalGet(0), .. Op.LocalGet(0), .. Op.Add]);
        Func<int, int> call = world.Run(builder).GetFunction<int, int>("f");
        using SemaphoreSlim here = new(0), there = new(0);
        const int Warm = 10, Times = 200;
        long allocated = -1;
        bool right = true;
        Thread other = new(() =>
        {
            long before = 0;
            for (int i = 0; i < Times; i++)
            {
                there.Wait();
                before = i == Warm ? GC.GetAllocatedBytesForCurrentThread() : before;
                right &= call(i) == 2 * i;
                if (i == Times - 1)
                    allocated = GC.GetAllocatedBytesForCurrentThread() - before;
                here.Release();
            }
        });
        other.Start();
        long mine = 0, from = 0;
        for (int i = 0; i < Times; i++)
        {
            from = GC.GetAllocatedBytesForCurrentThread();
            right &= call(i) == 2 * i;
            mine += i < Warm ? 0 : GC.GetAllocatedBytesForCurrentThread() - from;
            there.Release();
            here.Wait();
        }
        other.Join();
        right.ShouldBeTrue();
        mine.ShouldBe(0);
        allocated.ShouldBeLessThan(Times); // the semaphores may take something, turns would take more
    }

    [Fact]
    public void References_of_other_stores_and_made_up_ones_are_refused()
    {
        using World world = new(), other = new();
        GuestBuilder builder = new();
        builder.Function("f", "r", "r", Op.LocalGet(0));
        builder.Function("e", "e", "e", Op.LocalGet(0));
        Instance instance = world.Run(builder);
        Func foreign = other.Run(builder).GetFunction("f")!;
        Func<Func?, Func?> same = instance.GetFunction<Func?, Func?>("f");
        same(null).ShouldBeNull();
        Should.Throw<ArgumentException>(() => same(foreign)).Message.ShouldContain("another store");
        Func untyped = instance.GetFunction("f")!, external = instance.GetFunction("e")!;
        Value[] result = new Value[1];
        long real = world.Store.FromFunction(untyped).AsInt64;
        foreach (long made in new[] { 1L, real + 1, real + 8, real - 40 * 1000, real + 40 * 2, 0x7fff_ffff_f000, -1L })
            Should.Throw<ArgumentException>(() => untyped.Invoke([Value.From(made)], result)).Message.ShouldContain("no reference");
        Should.Throw<ArgumentException>(() => external.Invoke([Value.From(99L)], result));
        untyped.Invoke([world.Store.FromFunction(external)], result);
        world.Store.ToFunction(result[0]).ShouldBeSameAs(external);
    }
}
