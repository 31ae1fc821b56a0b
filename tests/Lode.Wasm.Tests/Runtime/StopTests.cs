using System.Diagnostics;

namespace Lode.Wasm.Tests.Runtime;

/// <summary>Interruption, deadlines, the stack's end, and fuel.</summary>
public sealed class StopTests
{
    [Fact]
    public void A_loop_without_end_is_interrupted_from_another_thread()
    {
        using World world = new();
        Instance instance = world.Run(Endless());
        Func endless = instance.GetFunction("endless")!;
        for (int i = 0; i < 20; i++)
        {
            using Timer timer = new(_ => world.Store.Interrupt(), null, 2, Timeout.Infinite);
            endless.TryInvoke([], [])!.Kind.ShouldBe(TrapKind.Interrupted);
            instance.GetFunction<int, int>("same")(i).ShouldBe(i);
        }
    }

    [Fact]
    public void An_interruption_between_calls_stops_the_next_one_and_no_other()
    {
        using World world = new();
        Func<int, int> same = world.Run(Endless()).GetFunction<int, int>("same");
        same(1).ShouldBe(1);
        world.Store.Interrupt();
        world.Store.Interrupt();
        Should.Throw<TrapException>(() => same(2)).Trap.Kind.ShouldBe(TrapKind.Interrupted);
        same(3).ShouldBe(3);
    }

    [Fact]
    public void An_interruption_stops_all_calls_within_calls_even_if_the_host_catches_it()
    {
        using World world = new();
        Func? endless = null;
        int caught = 0;
        world.Linker.DefineFunction("h", "f", (Caller caller) =>
        {
            caller.Store.Interrupt();
            if (endless!.TryInvoke([], [])!.Kind == TrapKind.Interrupted)
                caught++;
        });
        GuestBuilder builder = Endless("f");
        Instance instance = world.Run(builder);
        endless = instance.GetFunction("endless");
        Func outer = instance.GetFunction("calling")!;
        outer.TryInvoke([], [])!.Kind.ShouldBe(TrapKind.Interrupted);
        caught.ShouldBe(1);
        instance.GetFunction<int, int>("same")(4).ShouldBe(4);
    }

    [Fact]
    public void Later_instances_of_the_store_are_stopped_too()
    {
        using World world = new();
        world.Run(Endless());
        world.Store.Interrupt();
        Func<int, int> same = world.Run(Endless()).GetFunction<int, int>("same");
        Should.Throw<TrapException>(() => same(1)).Trap.Kind.ShouldBe(TrapKind.Interrupted);
        same(1).ShouldBe(1);
    }

    [Fact]
    public void Interruptions_at_any_moment_are_never_lost()
    {
        using World world = new();
        Instance instance = world.Run(Endless());
        Func<int, int> same = instance.GetFunction<int, int>("same");
        int asked = 0, stopped = 0;
        bool done = false;
        Thread other = new(() =>
        {
            for (int i = 0; i < 500; i++)
            {
                Volatile.Write(ref asked, i + 1);
                world.Store.Interrupt();
                while (Volatile.Read(ref stopped) <= i)
                    Thread.Yield();
            }
            Volatile.Write(ref done, true);
        });
        other.Start();
        long until = Stopwatch.GetTimestamp() + 30 * Stopwatch.Frequency;
        while (!Volatile.Read(ref done))
        {
            try
            {
                same(1);
                if (Stopwatch.GetTimestamp() > until)
                    break;
            }
            catch (TrapException exception)
            {
                exception.Trap.Kind.ShouldBe(TrapKind.Interrupted);
                Volatile.Write(ref stopped, stopped + 1);
            }
        }
        Volatile.Write(ref stopped, int.MaxValue);
        other.Join();
        done.ShouldBeTrue();
    }

    [Fact]
    public void A_call_that_takes_too_long_ends_at_its_deadline_and_others_do_not()
    {
        using World world = new();
        Instance instance = world.Run(Endless());
        Func endless = instance.GetFunction("endless")!;
        Func<int, int> same = instance.GetFunction<int, int>("same");
        world.Store.Deadline = TimeSpan.FromMilliseconds(30);
        for (int i = 0; i < 5; i++)
        {
            Stopwatch watch = Stopwatch.StartNew();
            Trap trap = endless.TryInvoke([], [])!;
            trap.Kind.ShouldBe(TrapKind.Deadline);
            trap.Message.ShouldContain("deadline");
            watch.ElapsedMilliseconds.ShouldBeGreaterThanOrEqualTo(29);
            for (int k = 0; k < 1000; k++)
                same(k).ShouldBe(k);
        }
        Thread.Sleep(50);
        same(1).ShouldBe(1);
        world.Store.Deadline = null;
        using Timer timer = new(_ => world.Store.Interrupt(), null, 100, Timeout.Infinite);
        endless.TryInvoke([], [])!.Kind.ShouldBe(TrapKind.Interrupted);
    }

    [Fact]
    public void A_deadline_counts_the_time_of_the_host_and_is_not_carried_over()
    {
        using World world = new();
        world.Linker.DefineFunction("h", "f", (Caller _) => Thread.Sleep(40));
        Instance instance = world.Run(Endless("f"));
        world.Store.Deadline = TimeSpan.FromMilliseconds(10);
        // The guest calls the host and returns: nothing checks after the host's sleep.
        instance.GetAction("calling once")();
        instance.GetFunction<int, int>("same")(3).ShouldBe(3);
        instance.GetFunction("calling")!.TryInvoke([], [])!.Kind.ShouldBe(TrapKind.Deadline);
        instance.GetFunction<int, int>("same")(3).ShouldBe(3);
    }

    [Fact]
    public void Many_stores_have_deadlines_at_once()
    {
        World[] worlds = [.. Enumerable.Range(0, 8).Select(static _ => new World())];
        Thread[] threads = [.. worlds.Select(static (world, number) => new Thread(() =>
        {
            Func endless = world.Run(Endless()).GetFunction("endless")!;
            for (int i = 0; i < 3; i++)
            {
                world.Store.Deadline = TimeSpan.FromMilliseconds(5 + number * 7);
                endless.TryInvoke([], [])!.Kind.ShouldBe(TrapKind.Deadline);
            }
        }))];
        foreach (Thread thread in threads)
            thread.Start();
        foreach (Thread thread in threads)
            thread.Join();
        foreach (World world in worlds)
            world.Dispose();
    }

    [Fact]
    public void Calls_without_end_exhaust_the_stack_and_nothing_else()
    {
        using World world = new();
        Instance instance = world.Run(Endless());
        Func recursive = instance.GetFunction("recursive")!;
        for (int i = 0; i < 20; i++)
        {
            Trap trap = recursive.TryInvoke([], [])!;
            trap.Kind.ShouldBe(TrapKind.StackOverflow);
            trap.Message.ShouldBe("call stack exhausted");
            trap.Frames.Count.ShouldBe(129);
        }
    }

    [Theory]
    [InlineData(200 << 10)]
    [InlineData(1 << 20)]
    [InlineData(16 << 20)]
    public void Calls_without_end_through_the_host_exhaust_the_stack_of_any_thread(int stack)
    {
        Exception? failure = null;
        Thread thread = new(() =>
        {
            try
            {
                using World world = new(new() { StackBytes = 8 << 20 });
                Func? recursive = null;
                world.Linker.DefineFunction("h", "f", (Caller _) => recursive!.Invoke([], []));
                Instance instance = world.Run(Endless("f"));
                recursive = instance.GetFunction("calling once");
                Should.Throw<TrapException>(() => recursive!.Invoke([], [])).Trap.Kind.ShouldBe(TrapKind.StackOverflow);
                instance.GetFunction<int, int>("same")(3).ShouldBe(3);
            }
            catch (Exception exception)
            {
                failure = exception;
            }
        }, stack);
        thread.Start();
        thread.Join();
        failure.ShouldBeNull();
    }

    [Fact]
    public void A_larger_bound_lets_calls_go_deeper_and_the_bound_holds_on_every_thread()
    {
        int Depth(long bytes, int threadBytes)
        {
            int depth = 0;
            Thread thread = new(() =>
            {
                using World world = new(new() { StackBytes = bytes });
                GuestBuilder builder = new();
                builder.Global('i', true, Op.Int32(0));
                builder.Export("depth", 3, 0);
                builder.Function("f", "", "", [.. Op.GlobalGet(0), .. Op.Int32(1), .. Op.Add, .. Op.GlobalSet(0), .. Op.Call(0)]);
                Instance instance = world.Run(builder);
                instance.GetFunction("f")!.TryInvoke([], [])!.Kind.ShouldBe(TrapKind.StackOverflow);
                depth = instance.GetGlobal("depth")!.Value.AsInt32;
            }, threadBytes);
            thread.Start();
            thread.Join();
            return depth;
        }
        int small = Depth(256 << 10, 8 << 20), large = Depth(1 << 20, 8 << 20), bounded = Depth(16 << 20, 1 << 20);
        large.ShouldBeInRange(small * 3, small * 5);
        bounded.ShouldBeLessThan(large);
        Depth(4 << 20, 8 << 20).ShouldBeGreaterThan(large * 3);
    }

    [Fact]
    public void Fuel_is_counted_and_used_up()
    {
        using World world = new(new() { Fuel = true });
        Instance instance = world.Run(Endless());
        Func<int, int> same = instance.GetFunction<int, int>("same");
        Func endless = instance.GetFunction("endless")!;
        world.Store.Fuel = 1000;
        same(1).ShouldBe(1);
        long used = 1000 - world.Store.Fuel;
        used.ShouldBeInRange(1, 6);
        same(1);
        world.Store.Fuel.ShouldBe(1000 - 2 * used);
        endless.TryInvoke([], [])!.Kind.ShouldBe(TrapKind.OutOfFuel);
        world.Store.Fuel.ShouldBe(0);
        Should.Throw<TrapException>(() => same(1)).Trap.Kind.ShouldBe(TrapKind.OutOfFuel);
        world.Store.Fuel = 100;
        same(1).ShouldBe(1);
        Should.Throw<ArgumentOutOfRangeException>(() => world.Store.Fuel = -1);
    }

    /// <summary>Functions: endless, same, recursive; with an import of the host also "calling", again and again, and "calling once".</summary>
    static GuestBuilder Endless(string? host = null)
    {
        GuestBuilder builder = new();
        if (host is not null)
            builder.ImportFunction("h", host, "", "");
        builder.Function("endless", "", "", [.. Op.Loop, .. Op.Branch(0), .. Op.End]);
        // It calls: functions that neither loop nor call are not stopped.
        int self = host is null ? 2 : 3;
        builder.Function("same", "i", "i", [.. Op.LocalGet(0), .. Op.Call(host is null ? 3 : 6)]);
        builder.Function("recursive", "", "", Op.Call(self));
        if (host is null)
        {
            builder.Function(null, "i", "i", Op.LocalGet(0));
            return builder;
        }
        builder.Function("calling", "", "", [.. Op.Loop, .. Op.Call(0), .. Op.Branch(0), .. Op.End]);
        builder.Function("calling once", "", "", Op.Call(0));
        builder.Function(null, "i", "i", Op.LocalGet(0));
        return builder;
    }
}
