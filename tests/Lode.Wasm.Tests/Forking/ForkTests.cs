using Lode.Wasm.Tests.Runtime;

namespace Lode.Wasm.Tests.Forking;

/// <summary>Instances that go on from where another one is: all but memory.</summary>
public sealed class ForkTests : IDisposable
{
    static readonly byte[] s_dataInit = [0xfc, 8, 0, 0], s_dataDrop = [0xfc, 9, 0], s_elementInit = [0xfc, 12, 0, 0], s_elementDrop = [0xfc, 13, 0];

    readonly World _world = new();
    readonly Store _second;

    public ForkTests() => _second = new(_world.Engine);

    public void Dispose()
    {
        _world.Dispose();
        _second.Dispose();
    }

    [Fact]
    public void Globals_go_on_from_what_they_are_and_are_each_instances_own()
    {
        GuestBuilder builder = new();
        builder.Global('i', true, Op.Int32(1)).Global('l', true, Op.Int64(2)).Global('v', true, [0xfd, 12, .. new byte[16]]);
        builder.Function("set", "i", "", [.. Op.LocalGet(0), .. Op.GlobalSet(0)]);
        builder.Function("get", "", "i", Op.GlobalGet(0));
        builder.Export("wide", 3, 1).Export("vector", 3, 2);
        Instance parent = _world.Run(builder);
        parent.GetAction<int>("set")(42);
        parent.GetGlobal("wide")!.Value = Value.From(long.MinValue + 5);
        parent.GetGlobal("vector")!.Value = Value.From(System.Runtime.Intrinsics.Vector128.Create((byte)9));
        Instance child = _world.Linker.Fork(parent, _second);
        child.GetFunction<int>("get")().ShouldBe(42);
        child.GetGlobal("wide")!.Value.AsInt64.ShouldBe(long.MinValue + 5);
        child.GetGlobal("vector")!.Value.AsVector128[15].ShouldBe((byte)9);
        child.GetAction<int>("set")(7);
        parent.GetFunction<int>("get")().ShouldBe(42);
        parent.GetAction<int>("set")(8);
        child.GetFunction<int>("get")().ShouldBe(7);
        child.Store.ShouldBeSameAs(_second);
    }

    [Fact]
    public void No_start_function_runs_and_no_segment_is_copied_again()
    {
        int starts = 0;
        _world.Linker.DefineFunction("e", "started", (Caller _) => { starts++; });
        GuestBuilder builder = new();
        int started = builder.ImportFunction("e", "started", "", "");
        builder.Memory(1).Data(8, 1, 2, 3).Start(started);
        Instance parent = _world.Run(builder);
        parent.GetMemory("memory")!.Write(8, (byte)77);
        Instance child = _world.Linker.Fork(parent, _second);
        starts.ShouldBe(1);
        child.GetMemory("memory")!.GetSpan(7, 5).ToArray().ShouldBe([0, 77, 2, 3, 0]);
    }

    [Fact]
    public void Functions_in_tables_and_globals_are_the_forks_own()
    {
        GuestBuilder builder = new();
        builder.Global('i', true, Op.Int32(0)).Table(3, 10).Export("t", 1, 0);
        int add = builder.Function("add", "i", "i", [.. Op.GlobalGet(0), .. Op.LocalGet(0), .. Op.Add, .. Op.GlobalSet(0), .. Op.GlobalGet(0)]);
        int zero = builder.Function("zero", "i", "i", Op.Int32(0));
        builder.Function("call", "ii", "i", [.. Op.LocalGet(0), .. Op.LocalGet(1), .. Op.CallIndirect(builder.AddType("i", "i"))]);
        builder.Global('r', true, Op.FunctionReference(zero)).Export("f", 3, 1);
        builder.Element(0, zero, add);
        Instance parent = _world.Run(builder);
        parent.GetFunction<int, int>("add")(100);
        parent.GetTable("t")!.Grow(4, _world.Store.FromFunction(parent.GetFunction("add")));
        parent.GetGlobal("f")!.Value = _world.Store.FromFunction(parent.GetFunction("add"));
        Instance child = _world.Linker.Fork(parent, _second);
        Func<int, int, int> call = child.GetFunction<int, int, int>("call");
        child.GetTable("t")!.Count.ShouldBe(7u);
        (call(5, 1), call(5, 6), call(5, 0)).ShouldBe((105, 110, 0));
        parent.GetFunction<int, int>("add")(0).ShouldBe(100);
        _second.ToFunction(child.GetTable("t")![4]).ShouldBeSameAs(child.GetFunction("add"));
        _second.ToFunction(child.GetGlobal("f")!.Value).ShouldBeSameAs(child.GetFunction("add"));
        child.GetTable("t")![2].IsNull.ShouldBeTrue();
        child.GetTable("t")!.Grow(4).ShouldBe(-1);
        child.GetTable("t")![0] = default;
        parent.GetTable("t")![0].IsNull.ShouldBeFalse();
        child.GetTable("t")!.Grow(3).ShouldBe(7);
        parent.GetTable("t")!.Count.ShouldBe(7u);
        Should.Throw<ArgumentException>(() => child.GetTable("t")![0] = _world.Store.FromFunction(parent.GetFunction("add")));
    }

    [Fact]
    public void Segments_that_were_dropped_stay_so_and_others_can_be_used()
    {
        GuestBuilder builder = new();
        builder.Memory(1).Table(4).PassiveData(5, 6, 7, 8);
        int one = builder.Function("one", "", "i", Op.Int32(1));
        builder.PassiveElement(one, one);
        builder.Function("data", "i", "", [.. Op.Int32(16), .. Op.Int32(0), .. Op.LocalGet(0), .. s_dataInit]);
        builder.Function("elements", "i", "", [.. Op.Int32(1), .. Op.Int32(0), .. Op.LocalGet(0), .. s_elementInit]);
        builder.Function("drop", "", "", [.. s_dataDrop, .. s_elementDrop]);
        builder.Function("call", "i", "i", [.. Op.LocalGet(0), .. Op.CallIndirect(builder.AddType("", "i"))]);
        Instance parent = _world.Run(builder), child = _world.Linker.Fork(parent, _second);
        child.GetAction<int>("data")(4);
        child.GetMemory("memory")!.Read<int>(16).ShouldBe(0x08070605);
        child.GetAction<int>("elements")(2);
        child.GetFunction<int, int>("call")(2).ShouldBe(1);
        parent.GetMemory("memory")!.Read<int>(16).ShouldBe(0);
        child.GetAction("drop")();
        using Store third = new(_world.Engine);
        Instance grandchild = _world.Linker.Fork(child, third);
        grandchild.GetAction<int>("data")(0);
        Should.Throw<TrapException>(() => grandchild.GetAction<int>("data")(1)).Trap.Kind.ShouldBe(TrapKind.MemoryOutOfBounds);
        Should.Throw<TrapException>(() => grandchild.GetAction<int>("elements")(1)).Trap.Kind.ShouldBe(TrapKind.TableOutOfBounds);
        parent.GetAction<int>("data")(4);
        parent.GetAction<int>("elements")(2);
    }

    [Fact]
    public void Imports_are_what_the_linker_says_also_where_a_table_holds_them()
    {
        GuestBuilder builder = new();
        int number = builder.ImportFunction("e", "number", "", "i");
        builder.ImportGlobal("e", "g", 'i', false).Memory(1).Table(1).Element(0, number);
        builder.Function("direct", "", "i", Op.Call(number));
        builder.Function("indirect", "", "i", [.. Op.Int32(0), .. Op.CallIndirect(builder.AddType("", "i"))]);
        builder.Function("global", "", "i", Op.GlobalGet(0));
        _world.Linker.DefineFunction("e", "number", static (Caller caller) => (int)caller.Store.Data! + (int)caller.Memory!.Length);
        _world.Linker.Define("e", "g", new Global(_world.Store, new(ValueKind.Int32, Mutability.Immutable), Value.From(5)));
        _world.Store.Data = 1;
        Instance parent = _world.Run(builder);
        Linker linker = new(_world.Engine);
        _second.Data = 2;
        Should.Throw<LinkException>(() => linker.Fork(parent, _second)).Rule.ShouldBe("unknown import");
        linker.DefineFunction("e", "number", static (Caller caller) => (int)caller.Store.Data! * 1000 + (int)caller.Memory!.Length);
        linker.Define("e", "g", new Global(_second, new(ValueKind.Int32, Mutability.Immutable), Value.From(6)));
        Instance child = linker.Fork(parent, _second);
        child.GetMemory("memory")!.Grow(1);
        child.GetFunction<int>("direct")().ShouldBe(2000 + 2 * 65536);
        child.GetFunction<int>("indirect")().ShouldBe(2000 + 2 * 65536);
        child.GetFunction<int>("global")().ShouldBe(6);
        parent.GetFunction<int>("indirect")().ShouldBe(1 + 65536);
        Should.Throw<ArgumentException>(() => _world.Linker.Fork(parent, _second)).Message.ShouldContain("another store");
    }

    [Fact]
    public void A_fork_in_the_same_store_is_a_second_instance()
    {
        GuestBuilder builder = MemoryTests.Accesses(1, 2);
        Instance parent = _world.Run(builder);
        parent.GetAction<int, int>("store")(8, 5);
        Instance child = _world.Linker.Fork(parent, _world.Store);
        child.GetAction<int, int>("store")(8, 6);
        parent.GetFunction<int, int>("load")(8).ShouldBe(5);
        child.GetFunction<int, int>("load")(8).ShouldBe(6);
    }
}
