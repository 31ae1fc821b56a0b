namespace Lode.Wasm.Tests.Runtime;

/// <summary>Exceptions of functions of the host, and traps within calls within calls.</summary>
public sealed class HostExceptionTests
{
    sealed class Marker : Exception;

    [Fact]
    public void An_exception_passes_through_the_guest_as_itself()
    {
        using World world = new();
        Marker marker = new();
        bool throws = true;
        world.Linker.DefineFunction("h", "f", (Caller _) =>
        {
            if (throws)
                throw marker;
            return 5;
        });
        GuestBuilder builder = new();
        builder.ImportFunction("h", "f", "", "i");
        builder.Function("f", "", "i", Op.Call(0));
        Instance instance = world.Run(builder);
        Func function = instance.GetFunction("f")!;
        Func<int> typed = instance.GetFunction<int>("f");
        for (int i = 0; i < 100; i++)
        {
            throws = true;
            Should.Throw<Marker>(() => typed()).ShouldBeSameAs(marker);
            Should.Throw<Marker>(() => function.TryInvoke([], new Value[1])).ShouldBeSameAs(marker);
            throws = false;
            typed().ShouldBe(5);
        }
        marker.StackTrace!.ShouldContain(nameof(HostExceptionTests));
    }

    /// <summary>Guest, host, guest, host, and so on: each level is left by itself.</summary>
    [Theory]
    [InlineData(1, false)]
    [InlineData(5, false)]
    [InlineData(5, true)]
    public void A_trap_of_an_inner_guest_passes_through_all_outer_ones(int depth, bool exception)
    {
        using World world = new();
        Func? function = null;
        int returned = 0;
        world.Linker.DefineFunction("h", "down", (Caller _, int level) =>
        {
            Value[] result = new Value[1];
            if (level == 0 && exception)
                throw new Marker();
            try
            {
                function!.Invoke([Value.From(level)], result);
            }
            finally
            {
                returned++;
            }
            return result[0].AsInt32;
        });
        GuestBuilder builder = new();
        builder.ImportFunction("h", "down", "i", "i");
        byte[] last = exception ? Op.Int32(0) : Op.Unreachable;
        builder.Function("f", "i", "i", [.. Op.LocalGet(0), .. Op.IfInt32, .. Op.LocalGet(0), .. Op.Int32(1), .. Op.Subtract, .. Op.Call(0),
            .. Op.Else, .. last, .. exception ? Op.Call(0) : [], .. Op.End]);
        function = world.Run(builder).GetFunction("f")!;
        if (exception)
            Should.Throw<Marker>(() => function.Invoke([Value.From(depth)], new Value[1]));
        else
            Should.Throw<TrapException>(() => function.Invoke([Value.From(depth)], new Value[1])).Trap.Kind.ShouldBe(TrapKind.Unreachable);
        returned.ShouldBe(exception ? depth - 1 : depth);
        if (!exception)
            function.TryInvoke([Value.From(depth)], new Value[1])!.Kind.ShouldBe(TrapKind.Unreachable);
    }

    [Fact]
    public void The_host_may_catch_the_trap_of_an_inner_guest_and_go_on()
    {
        using World world = new();
        Func? trap = null;
        world.Linker.DefineFunction("h", "try", (Caller _) => trap!.TryInvoke([], []) is { } found ? (int)found.Kind : -1);
        GuestBuilder builder = new();
        builder.ImportFunction("h", "try", "", "i");
        builder.Memory(1);
        builder.Function("trap", "", "", [.. Op.Int32(65533), .. Op.Load, .. Op.Drop]);
        builder.Function("f", "i", "i", [.. Op.Call(0), .. Op.LocalGet(0), .. Op.Add]);
        Instance instance = world.Run(builder);
        trap = instance.GetFunction("trap");
        Func<int, int> function = instance.GetFunction<int, int>("f");
        for (int i = 0; i < 100; i++)
            function(i).ShouldBe((int)TrapKind.MemoryOutOfBounds + i);
    }

    [Fact]
    public void References_that_the_host_makes_up_do_not_reach_the_guest()
    {
        using World world = new();
        world.Linker.DefineFunction("h", "f", GuestBuilder.Type("", "r"), static (_, _, results) => results[0] = Value.From(1234L));
        GuestBuilder builder = new();
        builder.ImportFunction("h", "f", "", "r");
        builder.Table(1);
        builder.Function("f", "", "", [.. Op.Int32(0), .. Op.Call(0), .. Op.TableSet(0)]);
        Instance instance = world.Run(builder);
        Should.Throw<ArgumentException>(() => instance.GetAction("f")()).Message.ShouldContain("no reference");
    }

    [Fact]
    public void Results_that_the_host_does_not_set_are_zero()
    {
        using World world = new();
        world.Linker.DefineFunction("h", "f", GuestBuilder.Type("", "lv"), static (_, _, _) => { });
        GuestBuilder builder = new();
        builder.ImportFunction("h", "f", "", "lv");
        builder.Function("f", "", "lv", Op.Call(0));
        Value[] results = [Value.From(1), Value.From(2)];
        world.Run(builder).GetFunction("f")!.Invoke([], results);
        results.ShouldBe([default, default]);
    }

    [Fact]
    public void The_host_calls_its_own_functions_through_references()
    {
        using World world = new();
        Func own = Func.Create(world.Store, GuestBuilder.Type("ii", "i"), static (caller, arguments, results) =>
        {
            caller.Instance.ShouldBeNull();
            results[0] = Value.From(arguments[0].AsInt32 - arguments[1].AsInt32);
        });
        Value[] result = new Value[1];
        own.Invoke([Value.From(7), Value.From(4)], result);
        result[0].AsInt32.ShouldBe(3);
        own.TryInvoke([Value.From(9), Value.From(4)], result).ShouldBeNull();
        result[0].AsInt32.ShouldBe(5);
    }
}
