namespace Lode.Wasm.Tests.Runtime;

/// <summary>Imports, the order of instantiation, and what stays when it fails.</summary>
public sealed class LinkTests
{
    [Fact]
    public void Missing_imports_are_named()
    {
        using World world = new();
        GuestBuilder builder = new();
        builder.ImportFunction("env", "log", "i", "");
        LinkException exception = Should.Throw<LinkException>(() => world.Run(builder, "app"));
        exception.Rule.ShouldBe("unknown import");
        exception.Message.ShouldBe("unknown import: app imports \"env\" \"log\", a function [i32] -> [], and nothing is defined under the name");
    }

    [Theory]
    [InlineData("function", "function [i64] -> []")]
    [InlineData("memory", "memory 1 2 with 1 pages now")]
    [InlineData("table", "table 5 funcref with 5 elements now")]
    [InlineData("global", "global (mut i32)")]
    [InlineData("kind", "memory 1 2 with 1 pages now")]
    public void Imports_of_other_types_say_what_was_wanted_and_what_is_there(string what, string there)
    {
        using World world = new();
        world.Linker.DefineFunction("e", "function", (Caller _, long a) => { });
        world.Linker.Define("e", "memory", new Memory(world.Store, new(1, 2)));
        world.Linker.Define("e", "kind", new Memory(world.Store, new(1, 2)));
        world.Linker.Define("e", "table", new Table(world.Store, new(ValueKind.FuncRef, 5, null)));
        world.Linker.Define("e", "global", new Global(world.Store, new(ValueKind.Int32, Mutability.Mutable), Value.From(0)));
        GuestBuilder builder = new();
        switch (what)
        {
            case "function" or "kind":
                builder.ImportFunction("e", what, "i", "");
                break;
            case "memory":
                builder.ImportMemory("e", what, 2);
                break;
            case "table":
                builder.ImportTable("e", what, 6);
                break;
            default:
                builder.ImportGlobal("e", what, 'i', false);
                break;
        }
        LinkException exception = Should.Throw<LinkException>(() => world.Run(builder));
        exception.Rule.ShouldBe("incompatible import type");
        exception.Message.ShouldEndWith(there);
    }

    [Fact]
    public void Sizes_are_those_of_now_and_maxima_must_be_kept()
    {
        using World world = new();
        Memory memory = new(world.Store, new(1, 5));
        world.Linker.Define("e", "m", memory);
        Should.Throw<LinkException>(() => world.Run(new GuestBuilder().ImportMemory("e", "m", 2)));
        memory.Grow(1);
        world.Run(new GuestBuilder().ImportMemory("e", "m", 2));
        world.Run(new GuestBuilder().ImportMemory("e", "m", 0, 5));
        Should.Throw<LinkException>(() => world.Run(new GuestBuilder().ImportMemory("e", "m", 0, 4)));
    }

    [Fact]
    public void Names_are_defined_once_unless_shadowing_is_allowed()
    {
        using World world = new();
        world.Linker.DefineFunction("e", "f", (Caller _) => 1);
        Should.Throw<ArgumentException>(() => world.Linker.DefineFunction("e", "f", (Caller _) => 2)).Message.ShouldContain("defined already");
        world.Linker.AllowShadowing = true;
        world.Linker.DefineFunction("e", "f", (Caller _) => 3);
        GuestBuilder builder = new();
        builder.ImportFunction("e", "f", "", "i");
        builder.Export("f", 0, 0);
        world.Run(builder).GetFunction<int>("f")().ShouldBe(3);
    }

    [Fact]
    public void Things_of_other_stores_and_engines_are_refused()
    {
        using World world = new(), other = new();
        world.Linker.Define("e", "m", new Memory(other.Store, new(1, null)));
        Should.Throw<ArgumentException>(() => world.Run(new GuestBuilder().ImportMemory("e", "m", 1))).Message.ShouldContain("another store");
        using CompiledModule foreign = other.Engine.Compile("foreign", new GuestBuilder().ToArray());
        Should.Throw<ArgumentException>(() => world.Linker.Instantiate(world.Store, foreign)).Message.ShouldContain("another engine");
        Should.Throw<ArgumentException>(() => world.Linker.Instantiate(other.Store, foreign)).Message.ShouldContain("another engine");
    }

    [Fact]
    public void One_linker_serves_many_stores()
    {
        using World world = new();
        world.Linker.DefineFunction("e", "f", (Caller caller) => (int)caller.Store.Data!);
        GuestBuilder builder = new();
        builder.ImportFunction("e", "f", "", "i");
        builder.Function("f", "", "i", Op.Call(0));
        using CompiledModule module = world.Engine.Compile("m", builder.ToArray());
        int wrong = 0;
        Thread[] threads = [.. Enumerable.Range(0, 4).Select(number => new Thread(() =>
        {
            for (int i = 0; i < 100; i++)
            {
                using Store store = new(world.Engine) { Data = number * 1000 + i };
                if (world.Linker.Instantiate(store, module).GetFunction<int>("f")() != number * 1000 + i)
                    Interlocked.Increment(ref wrong);
            }
        }))];
        foreach (Thread thread in threads)
            thread.Start();
        foreach (Thread thread in threads)
            thread.Join();
        wrong.ShouldBe(0);
    }

    [Fact]
    public void What_segments_did_before_one_of_them_trapped_stays_and_functions_in_shared_tables_live_on()
    {
        using World world = new();
        Memory memory = new(world.Store, new(1, null));
        Table table = new(world.Store, new(ValueKind.FuncRef, 4, null));
        world.Linker.Define("e", "m", memory);
        world.Linker.Define("e", "t", table);
        GuestBuilder builder = new GuestBuilder().ImportMemory("e", "m", 1).ImportTable("e", "t", 4);
        int function = builder.Function(null, "", "i", Op.Int32(42));
        builder.Element(1, function).Data(10, 1, 2).Data(65535, 3, 4).Data(20, 5);
        TrapException exception = Should.Throw<TrapException>(() => world.Run(builder));
        exception.Trap.Kind.ShouldBe(TrapKind.MemoryOutOfBounds);
        exception.Trap.Message.ShouldStartWith("out of bounds memory access");
        memory.GetSpan(10, 2).ToArray().ShouldBe([1, 2]);
        memory.GetSpan(65535, 1)[0].ShouldBe((byte)0);
        memory.GetSpan(20, 1)[0].ShouldBe((byte)0);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Value[] result = new Value[1];
        world.Store.ToFunction(table[1])!.Invoke([], result);
        result[0].AsInt32.ShouldBe(42);

        Should.Throw<TrapException>(() => world.Run(new GuestBuilder().ImportTable("e", "t", 4).Element(5))).Trap.Kind.ShouldBe(TrapKind.TableOutOfBounds);
    }

    [Fact]
    public void The_start_function_runs_last_and_its_trap_is_the_callers()
    {
        using World world = new();
        List<int> seen = [];
        world.Linker.DefineFunction("e", "f", (Caller caller, int x) => seen.Add(x + caller.Memory!.Read<byte>(0)));
        GuestBuilder builder = new();
        builder.ImportFunction("e", "f", "i", "");
        builder.Memory(1).Data(0, 5);
        builder.Start(builder.Function(null, "", "", [.. Op.Int32(100), .. Op.Call(0)]));
        world.Run(builder);
        seen.ShouldBe([105]);
        builder = new();
        builder.Start(builder.Function(null, "", "", Op.Unreachable));
        Should.Throw<TrapException>(() => world.Run(builder)).Trap.Kind.ShouldBe(TrapKind.Unreachable);
    }

    [Fact]
    public void A_store_bounds_its_instances_and_tables()
    {
        using World world = new(null, new() { Instances = 2, TableElements = 10 });
        world.Run(new GuestBuilder());
        GuestBuilder builder = new GuestBuilder().Table(6);
        builder.Function("grow", "i", "i", [0xd0, 0x70, .. Op.LocalGet(0), .. Op.TableGrow(0)]);
        Func<int, int> grow = world.Run(builder).GetFunction<int, int>("grow");
        grow(3).ShouldBe(6);
        grow(2).ShouldBe(-1);
        grow(1).ShouldBe(9);
        Should.Throw<LinkException>(() => world.Run(new GuestBuilder())).Message.ShouldContain("more than the 2");
        Should.Throw<InsufficientMemoryException>(() => new Table(world.Store, new(ValueKind.FuncRef, 1, null)));
    }

    [Fact]
    public void Exports_are_found_by_kind()
    {
        using World world = new();
        GuestBuilder builder = new GuestBuilder().Memory(1).Table(1).Global('i', false, Op.Int32(3));
        builder.Export("t", 1, 0).Export("g", 3, 0);
        builder.Function("f", "", "", []);
        Instance instance = world.Run(builder);
        instance.GetMemory("f").ShouldBeNull();
        instance.GetFunction("memory").ShouldBeNull();
        instance.GetTable("x").ShouldBeNull();
        instance.GetTable("t").ShouldBeSameAs(instance.GetTable("t"));
        instance.GetGlobal("g").ShouldBeSameAs(instance.GetGlobal("g"));
        instance.GetFunction("f").ShouldBeSameAs(instance.GetFunction("f"));
        instance.GetGlobal("g")!.Value.AsInt32.ShouldBe(3);
    }
}
