using Lode.Tests;

namespace Lode.Wasm.Tests.Stress;

/// <summary>Whatever a guest does, the host goes on, and everything is given back.</summary>
[Collection(Alone.Name)]
public sealed class HealthyHostTests : IDisposable
{
    readonly Engine _engine = new();
    readonly CompiledModule _module;

    public HealthyHostTests() => _module = _engine.Compile("guest", GuestModule.Bytes);

    public void Dispose()
    {
        _module.Dispose();
        _engine.Dispose();
    }

    [Fact]
    public void A_guest_that_loops_for_ever_is_interrupted()
    {
        using Guest guest = new(_module, _engine);
        using Timer timer = new(_ => guest.Store.Interrupt(), null, 20, Timeout.Infinite);
        guest.Try("spin").ShouldNotBeNull().Kind.ShouldBe(TrapKind.Interrupted);
        guest.Try("nothing").ShouldBeNull();
    }

    [Fact]
    public void A_guest_that_loops_for_ever_ends_at_its_deadline()
    {
        using Guest guest = new(_module, _engine);
        guest.Store.Deadline = TimeSpan.FromMilliseconds(20);
        guest.Try("spin").ShouldNotBeNull().Kind.ShouldBe(TrapKind.Deadline);
        guest.Store.Deadline = null;
        guest.Try("nothing").ShouldBeNull();
    }

    [Fact]
    public void A_guest_overflows_its_stack_again_and_again()
    {
        using Guest guest = new(_module, _engine);
        for (int i = 0; i < 100; i++)
            guest.Try("recurse", 0).ShouldNotBeNull().Kind.ShouldBe(TrapKind.StackOverflow);
        guest.Try("nothing").ShouldBeNull();
    }

    [Fact]
    public void A_memory_grows_to_its_limit_and_no_further()
    {
        using Guest guest = new(_module, _engine);
        int grown = 0;
        while (guest.Call("grow", 1) >= 0)
            grown++;
        grown.ShouldBe(GuestModule.MostPages - 1);
        guest.Instance.GetMemory("memory")!.Pages.ShouldBe(GuestModule.MostPages);

        using Guest bounded = new(_module, _engine, new() { MemoryBytes = 5 * 65_536 });
        bounded.Call("grow", 4).ShouldBe(1);
        bounded.Call("grow", 1).ShouldBe(-1);
    }

    [Fact]
    public void A_guest_exits_deep_inside()
    {
        using Guest guest = new(_module, _engine);
        InvalidTimeZoneException exit = new("exit");
        guest.Host = _ => throw exit;
        for (int i = 0; i < 100; i++)
            Should.Throw<InvalidTimeZoneException>(() => guest.Call("deep", 2000)).ShouldBeSameAs(exit);
        guest.Host = _ => 5;
        guest.Call("deep", 2000).ShouldBe(2005);
    }

    [Fact]
    public void A_store_that_runs_is_not_disposed()
    {
        using Guest guest = new(_module, _engine);
        guest.Host = _ =>
        {
            Should.Throw<InvalidOperationException>(guest.Store.Dispose);
            // Another thread is refused, too.
            Should.Throw<InvalidOperationException>(() => Task.Run(guest.Store.Dispose).GetAwaiter().GetResult());
            return 1;
        };
        guest.Call("host", 0).ShouldBe(2);
        guest.Dispose();
        Should.Throw<ObjectDisposedException>(() => guest.Call("host", 0));
    }

    [Fact]
    public void A_million_traps_leave_nothing_behind()
    {
        using Guest guest = new(_module, _engine);
        Func trap = guest.Function("trap"), fault = guest.Function("fault");
        Value[] one = new Value[1];
        void Run(int times)
        {
            for (int i = 0; i < times; i++)
                trap.TryInvoke([], []).ShouldNotBeNull();
            for (int i = 0; i < times / 10; i++)
                fault.TryInvoke([], one).ShouldNotBeNull();
        }

        Run(1000);
        HostResources before = HostResources.Now();
        Run(1_000_000);
        HostResources.Now().ShouldBeLike(before);
    }

    [Fact]
    public void Stores_give_everything_back()
    {
        void Run(int times)
        {
            for (int i = 0; i < times; i++)
            {
                using CompiledModule module = _engine.Compile("guest", GuestModule.Bytes);
                using Guest guest = new(module, _engine);
                guest.Call("grow", 10).ShouldBe(1);
                guest.Try("store", 11 * 65_536 - 4, i).ShouldBeNull();
                guest.Try("fault").ShouldNotBeNull();
            }
        }

        Run(50);
        HostResources before = HostResources.Now();
        Run(2000);
        HostResources.Now().ShouldBeLike(before);
    }

    [Fact]
    public void Stores_that_are_forgotten_give_everything_back()
    {
        void Run(int times)
        {
            for (int i = 0; i < times; i++)
                new Guest(_module, _engine).Call("grow", 10).ShouldBe(1);
        }

        Run(20);
        HostResources before = HostResources.Now();
        Run(500);
        HostResources.Now().ShouldBeLike(before);
    }
}
