namespace Lode.Wasm.Tests.Runtime;

/// <summary>Whose turn it is, what is disposed, and what is given back.</summary>
public sealed class UseTests
{
    [Fact]
    public void A_second_thread_is_refused_while_a_call_runs_and_welcome_afterwards()
    {
        using World world = new();
        using ManualResetEventSlim inside = new(), leave = new();
        world.Linker.DefineFunction("h", "wait", (Caller _) =>
        {
            inside.Set();
            leave.Wait();
        });
        Instance instance = world.Run(Waiting());
        Func<int, int> same = instance.GetFunction<int, int>("same");
        Memory memory = instance.GetMemory("memory")!;
        Thread thread = new(() => instance.GetAction("wait")());
        thread.Start();
        inside.Wait();
        Should.Throw<InvalidOperationException>(() => same(1)).Message.ShouldContain("another thread");
        Should.Throw<InvalidOperationException>(() => memory.Grow(1));
        Should.Throw<InvalidOperationException>(() => world.Run(Waiting()));
        Should.Throw<InvalidOperationException>(world.Store.Dispose).Message.ShouldContain("Interrupt");
        leave.Set();
        thread.Join();
        same(1).ShouldBe(1);
        memory.Grow(1).ShouldBe(1);
    }

    [Fact]
    public void Threads_that_fight_for_a_store_never_run_in_it_at_once()
    {
        using World world = new();
        int inside = 0, wrong = 0, done = 0, refused = 0;
        world.Linker.DefineFunction("h", "wait", (Caller _) =>
        {
            if (Interlocked.Increment(ref inside) != 1)
                Interlocked.Increment(ref wrong);
            Interlocked.Decrement(ref inside);
        });
        Action wait = world.Run(Waiting()).GetAction("wait");
        Thread[] threads = [.. Enumerable.Range(0, 4).Select(_ => new Thread(() =>
        {
            for (int i = 0; i < 20_000; i++)
            {
                try
                {
                    wait();
                    Interlocked.Increment(ref done);
                }
                catch (InvalidOperationException)
                {
                    Interlocked.Increment(ref refused);
                }
            }
        }))];
        foreach (Thread thread in threads)
            thread.Start();
        foreach (Thread thread in threads)
            thread.Join();
        wrong.ShouldBe(0);
        (done + refused).ShouldBe(80_000);
        done.ShouldBeGreaterThan(0);
        wait();
    }

    [Fact]
    public void A_store_wanders_from_thread_to_thread()
    {
        using World world = new();
        Func<int, int> same = world.Run(Waiting(false)).GetFunction<int, int>("same");
        for (int i = 0; i < 20; i++)
        {
            int found = -1;
            Thread thread = new(() => found = same(i), 256 << 10);
            thread.Start();
            thread.Join();
            found.ShouldBe(i);
            same(i).ShouldBe(i);
        }
    }

    [Fact]
    public void A_store_is_not_disposed_inside_its_own_call()
    {
        using World world = new();
        world.Linker.DefineFunction("h", "wait", (Caller caller) => caller.Store.Dispose());
        Action wait = world.Run(Waiting()).GetAction("wait");
        Should.Throw<InvalidOperationException>(wait).Message.ShouldContain("inside one of its own calls");
    }

    [Fact]
    public void After_the_end_everything_says_so()
    {
        World world = new();
        world.Linker.DefineFunction("h", "wait", (Caller _) => { });
        Instance instance = world.Run(Waiting());
        Func<int, int> same = instance.GetFunction<int, int>("same");
        Func function = instance.GetFunction("same")!;
        Memory memory = instance.GetMemory("memory")!;
        Table table = new(world.Store, new(ValueKind.FuncRef, 1, null));
        Global global = new(world.Store, new(ValueKind.Int32, Mutability.Mutable), Value.From(0));
        same(1);
        world.Store.Dispose();
        world.Store.Dispose();
        world.Store.Interrupt();
        Should.Throw<ObjectDisposedException>(() => same(1));
        Should.Throw<ObjectDisposedException>(() => function.TryInvoke([default], new Value[1]));
        Should.Throw<ObjectDisposedException>(() => memory.GetSpan(0, 1).Length);
        Should.Throw<ObjectDisposedException>(() => memory.Read<int>(0));
        Should.Throw<ObjectDisposedException>(() => memory.Length);
        Should.Throw<ObjectDisposedException>(() => table.Count);
        Should.Throw<ObjectDisposedException>(() => table[0]);
        Should.Throw<ObjectDisposedException>(() => global.Value);
        Should.Throw<ObjectDisposedException>(() => instance.GetMemory("memory"));
        Should.Throw<ObjectDisposedException>(() => world.Run(Waiting()));
        Should.Throw<ObjectDisposedException>(() => world.Store.Fuel);
        CompiledModule module = world.Engine.Compile("m", Waiting().ToArray());
        module.Dispose();
        module.Dispose();
        Should.Throw<ObjectDisposedException>(() => module.CodeBytes);
        world.Engine.Dispose();
        Should.Throw<ObjectDisposedException>(() => world.Engine.Compile("m", Waiting().ToArray()));
    }

    [Fact]
    public void Code_stays_for_as_long_as_a_store_uses_it()
    {
        using World world = new();
        CompiledModule module = world.Engine.Compile("m", Waiting(false).ToArray());
        Func<int, int> same = world.Linker.Instantiate(world.Store, module).GetFunction<int, int>("same");
        module.Dispose();
        for (int i = 0; i < 50; i++)
            world.Engine.Compile("m", Waiting().ToArray()).Dispose();
        same(5).ShouldBe(5);
        Should.Throw<ObjectDisposedException>(() => world.Linker.Instantiate(world.Store, module));
    }

    [Fact]
    public void An_instance_that_only_its_functions_remember_still_calls_the_host()
    {
        using World world = new();
        int calls = 0;
        world.Linker.DefineFunction("h", "wait", (Caller caller) => { calls += caller.Instance!.Module.Name.Length; });
        Action wait = MakeWait(world);
        for (int i = 0; i < 5; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            wait();
        }
        calls.ShouldBe(20);
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    static Action MakeWait(World world) => world.Run(Waiting()).GetAction("wait");

    static GuestBuilder Waiting(bool import = true)
    {
        GuestBuilder builder = new();
        if (import)
            builder.ImportFunction("h", "wait", "", "");
        builder.Memory(1);
        builder.Function("same", "i", "i", Op.LocalGet(0));
        if (import)
            builder.Function("wait", "", "", Op.Call(0));
        return builder;
    }
}
