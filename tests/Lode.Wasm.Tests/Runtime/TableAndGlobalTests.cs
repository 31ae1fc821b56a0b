namespace Lode.Wasm.Tests.Runtime;

/// <summary>Tables and globals as the host sees them, and functions that go through them.</summary>
public sealed class TableAndGlobalTests
{
    [Fact]
    public void Functions_of_host_and_guests_are_called_through_a_table_of_the_host()
    {
        using World world = new();
        Table table = new(world.Store, new(ValueKind.FuncRef, 6, 8));
        world.Linker.Define("e", "t", table);
        GuestBuilder builder = new GuestBuilder().ImportTable("e", "t", 1);
        int twice = builder.Function("twice", "i", "i", [.. Op.LocalGet(0), .. Op.LocalGet(0), .. Op.Add]);
        builder.Function("call", "ii", "i", [.. Op.LocalGet(0), .. Op.LocalGet(1), .. Op.CallIndirect(0)]);
        builder.Function("none", "", "", []);
        builder.Element(0, twice);
        Instance one = world.Run(builder), two = world.Run(builder);
        table[1] = world.Store.FromFunction(one.GetFunction("twice"));
        table[2] = world.Store.FromFunction(Func.Create(world.Store, GuestBuilder.Type("i", "i"), static (_, arguments, results) =>
            results[0] = Value.From(arguments[0].AsInt32 * 10)));
        table[3] = world.Store.FromFunction(one.GetFunction("none"));
        Func call = two.GetFunction("call")!;
        Call(0).ShouldBe(42);
        Call(1).ShouldBe(42);
        Call(2).ShouldBe(210);
        Kind(3).ShouldBe(TrapKind.IndirectCallTypeMismatch);
        Kind(4).ShouldBe(TrapKind.UninitializedElement);
        Kind(6).ShouldBe(TrapKind.UndefinedElement);
        Kind(-1).ShouldBe(TrapKind.UndefinedElement);
        table.Grow(2, table[2]).ShouldBe(6);
        table.Grow(1).ShouldBe(-1);
        Call(7).ShouldBe(210);
        world.Store.ToFunction(table[0]).ShouldBeSameAs(two.GetFunction("twice"));

        int Call(int index)
        {
            Value[] result = new Value[1];
            call.Invoke([Value.From(21), Value.From(index)], result);
            return result[0].AsInt32;
        }

        TrapKind Kind(int index) => call.TryInvoke([Value.From(21), Value.From(index)], new Value[1])!.Kind;
    }

    [Fact]
    public void Elements_and_their_types_are_checked()
    {
        using World world = new(), other = new();
        Table functions = new(world.Store, new(ValueKind.FuncRef, 2, null)), objects = new(world.Store, new(ValueKind.ExternRef, 2, null));
        object token = new();
        objects[1] = world.Store.FromObject(token);
        world.Store.ToObject(objects[1]).ShouldBeSameAs(token);
        world.Store.FromObject(token).ShouldBe(objects[1]);
        objects[0].IsNull.ShouldBeTrue();
        Should.Throw<ArgumentOutOfRangeException>(() => objects[2]);
        Should.Throw<ArgumentException>(() => functions[0] = world.Store.FromObject(token));
        Should.Throw<ArgumentException>(() => objects[0] = Value.From(77L));
        Should.Throw<ArgumentException>(() => functions.Grow(1, Value.From(1L)));
        Func foreign = Func.Create(other.Store, GuestBuilder.Type("", ""), static (_, _, _) => { });
        Should.Throw<ArgumentException>(() => functions[0] = other.Store.FromFunction(foreign));
    }

    [Fact]
    public void Bulk_operations_on_tables_keep_their_bounds()
    {
        using World world = new();
        GuestBuilder builder = new GuestBuilder().Table(10, 20, 0x6f).Export("t", 1, 0);
        builder.Function("fill", "iei", "", [.. Op.LocalGet(0), .. Op.LocalGet(1), .. Op.LocalGet(2), .. Op.TableFill(0)]);
        builder.Function("grow", "ei", "i", [.. Op.LocalGet(0), .. Op.LocalGet(1), .. Op.TableGrow(0)]);
        builder.Function("get", "i", "e", [.. Op.LocalGet(0), .. Op.TableGet(0)]);
        builder.Function("set", "ie", "", [.. Op.LocalGet(0), .. Op.LocalGet(1), .. Op.TableSet(0)]);
        Instance instance = world.Run(builder);
        Action<int, object?, int> fill = instance.GetAction<int, object?, int>("fill");
        Func<int, object?> get = instance.GetFunction<int, object?>("get");
        fill(2, "a", 3);
        get(2).ShouldBe("a");
        get(5).ShouldBeNull();
        foreach ((int at, int count) in new[] { (10, 1), (11, 0), (-1, 1), (0, -1), (9, 2) })
        {
            Trap trap = Should.Throw<TrapException>(() => fill(at, "b", count)).Trap;
            trap.Kind.ShouldBe(TrapKind.TableOutOfBounds);
            trap.Message.ShouldBe("out of bounds table access");
            trap.Frames.Count.ShouldBe(1);
        }
        get(9).ShouldBeNull();
        fill(10, "b", 0);
        instance.GetFunction<object?, int, int>("grow")("c", 5).ShouldBe(10);
        get(14).ShouldBe("c");
        instance.GetFunction<object?, int, int>("grow")("c", 6).ShouldBe(-1);
        Should.Throw<TrapException>(() => get(15)).Trap.Kind.ShouldBe(TrapKind.TableOutOfBounds);
        Should.Throw<TrapException>(() => instance.GetAction<int, object?>("set")(15, null)).Trap.Kind.ShouldBe(TrapKind.TableOutOfBounds);
    }

    [Fact]
    public void Globals_are_one_variable_for_all()
    {
        using World world = new();
        Global counter = new(world.Store, new(ValueKind.Int64, Mutability.Mutable), Value.From(5L));
        world.Linker.Define("e", "g", counter);
        GuestBuilder builder = new GuestBuilder().ImportGlobal("e", "g", 'l', true).Global('i', true, Op.Int32(9)).Export("own", 3, 1).Export("same", 3, 0);
        builder.Function("set", "l", "", [.. Op.LocalGet(0), .. Op.GlobalSet(0)]);
        builder.Function("get", "", "l", Op.GlobalGet(0));
        Instance one = world.Run(builder), two = world.Run(builder);
        one.GetAction<long>("set")(77);
        counter.Value.AsInt64.ShouldBe(77);
        counter.Value = Value.From(-1L);
        two.GetFunction<long>("get")().ShouldBe(-1);
        one.GetGlobal("same").ShouldBeSameAs(counter);
        one.GetGlobal("own")!.Value = Value.From(1);
        two.GetGlobal("own")!.Value.AsInt32.ShouldBe(9);
        Global constant = new(world.Store, new(ValueKind.Int32, Mutability.Immutable), Value.From(1));
        Should.Throw<InvalidOperationException>(() => constant.Value = Value.From(2));
        Should.Throw<ArgumentException>(() => new Global(world.Store, new(ValueKind.FuncRef, Mutability.Mutable), Value.From(3L)));
    }
}
