using Lode.Wasm.Tests.Runtime;

namespace Lode.Wasm.Tests.Forking;

/// <summary>What cannot be forked says so, and stays as it was.</summary>
public sealed class ForkRefusalTests : IDisposable
{
    readonly World _world = new();
    readonly Store _second;

    public ForkRefusalTests() => _second = new(_world.Engine);

    public void Dispose()
    {
        _world.Dispose();
        _second.Dispose();
    }

    [Fact]
    public void What_an_instance_shares_with_others_keeps_it_from_being_forked()
    {
        _world.Linker.Define("e", "m", new Memory(_world.Store, new(1, null)));
        _world.Linker.Define("e", "t", new Table(_world.Store, new(ValueKind.FuncRef, 1, null)));
        _world.Linker.Define("e", "g", new Global(_world.Store, new(ValueKind.Int32, Mutability.Mutable), Value.From(0)));
        Refused(new GuestBuilder().ImportMemory("e", "m", 1), "\"e\" \"m\"", "memory");
        Refused(new GuestBuilder().ImportTable("e", "t", 1), "\"e\" \"t\"", "table");
        Refused(new GuestBuilder().ImportGlobal("e", "g", 'i', true), "\"e\" \"g\"", "mut");
    }

    [Fact]
    public void Objects_of_the_host_keep_an_instance_from_being_forked_until_they_are_gone()
    {
        Instance parent = _world.Run(new GuestBuilder().Global('e', true, [0xd0, 0x6f]).Export("g", 3, 0).Table(3, null, 0x6f).Export("t", 1, 0));
        parent.GetTable("t")![2] = _world.Store.FromObject("x");
        Refused(parent, "table 0 holds an object of the host", "at 2");
        parent.GetTable("t")![2] = default;
        parent.GetGlobal("g")!.Value = _world.Store.FromObject("x");
        Refused(parent, "global 0 holds an object of the host");
        parent.GetGlobal("g")!.Value = default;
        _world.Linker.Fork(parent, _second).GetTable("t")!.Count.ShouldBe(3u);
    }

    [Fact]
    public void Functions_of_others_keep_an_instance_from_being_forked()
    {
        GuestBuilder builder = new GuestBuilder().Table(3).Export("t", 1, 0);
        builder.Function("f", "", "", []);
        Instance parent = _world.Run(builder), other = _world.Run(builder);
        parent.GetTable("t")![1] = _world.Store.FromFunction(other.GetFunction("f"));
        Refused(parent, "table 0 holds a function", "at 1");
        parent.GetTable("t")![1] = _world.Store.FromFunction(Func.Create(_world.Store, GuestBuilder.Type("", ""), static (_, _, _) => { }));
        Refused(parent, "table 0 holds a function");
        parent.GetTable("t")![1] = _world.Store.FromFunction(parent.GetFunction("f"));
        _world.Linker.Fork(parent, _second);
    }

    [Fact]
    public void A_function_that_was_imported_twice_is_refused_only_where_it_is_two_in_the_fork()
    {
        GuestBuilder builder = new();
        int one = builder.ImportFunction("e", "one", "", "i");
        builder.ImportFunction("e", "two", "", "i");
        builder.Table(1).Element(0, one);
        builder.Function("call", "", "i", [.. Op.Int32(0), .. Op.CallIndirect(builder.AddType("", "i"))]);
        HostFunction same = static (_, _, results) => results[0] = Value.From(3);
        Func function = Func.Create(_world.Store, GuestBuilder.Type("", "i"), same), mine = Func.Create(_second, GuestBuilder.Type("", "i"), same);
        _world.Linker.Define("e", "one", function);
        _world.Linker.Define("e", "two", function);
        Instance parent = _world.Run(builder);
        Linker linker = new(_world.Engine) { AllowShadowing = true };
        linker.Define("e", "one", mine);
        linker.Define("e", "two", mine);
        linker.Fork(parent, _second).GetFunction<int>("call")().ShouldBe(3);
        linker.Define("e", "two", Func.Create(_second, GuestBuilder.Type("", "i"), same));
        Should.Throw<LinkException>(() => linker.Fork(parent, _second)).Rule.ShouldBe("fork not possible");
    }

    [Fact]
    public void A_fork_inside_a_call_of_the_parent_is_refused()
    {
        Instance? parent = null;
        Exception? found = null;
        int calls = 0;
        _world.Linker.DefineFunction("e", "f", (Caller _) =>
        {
            calls++;
            found = Record.Exception(() => _world.Linker.Fork(parent!, _second));
        });
        GuestBuilder builder = new();
        builder.Memory(1);
        int imported = builder.ImportFunction("e", "f", "", "");
        builder.Function("go", "", "", Op.Call(imported));
        parent = _world.Run(builder);
        parent.GetAction("go")();
        found.ShouldBeOfType<InvalidOperationException>().Message.ShouldContain("forked inside one of its own calls");
        Instance child = _world.Linker.Fork(parent, _second);
        // A call of the fork's store may fork the parent.
        using Store third = new(_world.Engine);
        Instance? another = null;
        Linker linker = new(_world.Engine);
        linker.DefineFunction("e", "f", (Caller _) => { another ??= linker.Fork(parent, third); });
        using Store fourth = new(_world.Engine);
        linker.Fork(parent, fourth).GetAction("go")();
        another.ShouldNotBeNull();
        child.GetAction("go")();
        calls.ShouldBe(2);
    }

    [Fact]
    public void While_a_call_of_another_thread_runs_nothing_is_forked()
    {
        using ManualResetEventSlim inside = new(), go = new();
        _world.Linker.DefineFunction("e", "f", (Caller _) =>
        {
            inside.Set();
            go.Wait(TimeSpan.FromSeconds(60)).ShouldBeTrue();
        });
        GuestBuilder builder = new();
        builder.Memory(1);
        int imported = builder.ImportFunction("e", "f", "", "");
        builder.Function("go", "", "", Op.Call(imported));
        Instance parent = _world.Run(builder);
        Action run = parent.GetAction("go");
        Thread thread = new(() => run());
        thread.Start();
        inside.Wait(TimeSpan.FromSeconds(60)).ShouldBeTrue();
        Should.Throw<InvalidOperationException>(() => _world.Linker.Fork(parent, _second)).Message.ShouldContain("another thread");
        go.Set();
        thread.Join();
        _world.Linker.Fork(parent, _second).GetMemory("memory")!.Length.ShouldBe(65536);
    }

    [Fact]
    public void A_parent_that_trapped_is_forked_as_it_is_and_goes_on()
    {
        GuestBuilder builder = new();
        builder.Memory(1).Global('i', true, Op.Int32(0));
        builder.Function("f", "i", "", [.. Op.Int32(8), .. Op.Int32(5), .. Op.Store, .. Op.Int32(6), .. Op.GlobalSet(0), .. Op.LocalGet(0), .. Op.If, .. Op.Unreachable, .. Op.End,
            .. Op.Int32(7), .. Op.GlobalSet(0)]);
        builder.Function("get", "", "i", Op.GlobalGet(0));
        Instance parent = _world.Run(builder);
        Should.Throw<TrapException>(() => parent.GetAction<int>("f")(1));
        Instance child = _world.Linker.Fork(parent, _second);
        child.GetFunction<int>("get")().ShouldBe(6);
        child.GetMemory("memory")!.Read<int>(8).ShouldBe(5);
        child.GetAction<int>("f")(0);
        child.GetFunction<int>("get")().ShouldBe(7);
        parent.GetFunction<int>("get")().ShouldBe(6);
        Trap trap = child.GetFunction("f")!.TryInvoke([Value.From(1)], [])!;
        (trap.Kind, trap.Frames[0].Module).ShouldBe((TrapKind.Unreachable, "test"));
    }

    [Fact]
    public void The_bounds_of_the_forks_store_count_all_that_it_begins_with()
    {
        Instance parent = _world.Run(MemoryTests.Accesses(2, 8));
        parent.GetMemory("memory")!.Grow(2);
        using Store small = new(_world.Engine, new() { MemoryBytes = 4 * 65536 - 1 });
        using Store enough = new(_world.Engine, new() { MemoryBytes = 5 * 65536 });
        Should.Throw<InsufficientMemoryException>(() => _world.Linker.Fork(parent, small)).Message.ShouldContain("262,144 bytes is more than the store allows");
        Instance child = _world.Linker.Fork(parent, enough);
        child.GetMemory("memory")!.Grow(2).ShouldBe(-1);
        child.GetMemory("memory")!.Grow(1).ShouldBe(4);
        using Store few = new(_world.Engine, new() { TableElements = 2 });
        Should.Throw<InsufficientMemoryException>(() => _world.Linker.Fork(_world.Run(new GuestBuilder().Table(3)), few));
        using Store none = new(_world.Engine, new() { Instances = 0 });
        Should.Throw<LinkException>(() => _world.Linker.Fork(parent, none)).Rule.ShouldBe("too many instances");
    }

    [Fact]
    public void Stores_of_other_engines_and_disposed_ones_are_refused()
    {
        using World other = new();
        Instance parent = _world.Run(MemoryTests.Accesses(1, null));
        Should.Throw<ArgumentException>(() => _world.Linker.Fork(parent, other.Store));
        Should.Throw<ArgumentException>(() => other.Linker.Fork(parent, other.Store));
        Store gone = new(_world.Engine);
        gone.Dispose();
        Should.Throw<ObjectDisposedException>(() => _world.Linker.Fork(parent, gone));
        Instance child = _world.Linker.Fork(parent, _second);
        _world.Store.Dispose();
        Should.Throw<ObjectDisposedException>(() => _world.Linker.Fork(parent, _second));
        child.GetFunction<int>("size")().ShouldBe(1);
    }

    void Refused(GuestBuilder builder, params string[] words) => Refused(_world.Run(builder), words);

    void Refused(Instance parent, params string[] words)
    {
        LinkException exception = Should.Throw<LinkException>(() => _world.Linker.Fork(parent, _second));
        exception.Rule.ShouldBe("fork not possible");
        foreach (string word in words)
            exception.Message.ShouldContain(word);
    }
}
