using System.Globalization;
using Lode.Wasm.Tests.Stress;

namespace Lode.Wasm.Bench.Calls;

/// <summary>What it costs to cross between host and guest, to trap and to make an instance, in a process that has run the path before.</summary>
static class CallBenchmark
{
    public static int Run()
    {
        using Engine engine = new();
        using CompiledModule module = engine.Compile("guest", GuestModule.Bytes);
        using Guest guest = new(module, engine);
        using Guest untyped = new(module, engine, isTyped: false);
        Console.WriteLine("Nanoseconds of CPU time, medians.\n");
        Console.WriteLine("| | ns |");
        Console.WriteLine("| --- | --: |");
        Row("call into a guest, typed", 20_000_000, Typed(guest));
        Row("call into a guest, untyped", 10_000_000, UntypedCall(guest));
        Row("call into a guest without parameters, as a result", 10_000_000, Nothing(guest));
        double loop = CpuClock.PerTime(50_000_000, times => guest.Instance.GetFunction("count")!.Invoke([Value.From(times)], []));
        Row("call of a typed function of the host", 10_000_000, times => Hosts(guest, times), loop);
        Row("call of an untyped function of the host", 10_000_000, times => Hosts(untyped, times), loop);
        Row("trap by a jump, as a result", 1_000_000, Traps(guest.Function("trap")));
        Row("trap by a fault, as a result", 200_000, Traps(guest.Function("fault")));
        Row("trap by a jump, as an exception", 20_000, TrapExceptions(guest.Function("trap")));
        Row("trap by a fault, as an exception", 20_000, TrapExceptions(guest.Function("fault")));
        Row("instance in a store of its own, made and disposed", 5_000, Instances(engine, module));
        return 0;
    }

    static Action<int> Typed(Guest guest)
    {
        Func<int, int, int> add = guest.Instance.GetFunction<int, int, int>("add");
        return times =>
        {
            int sum = 0;
            for (int i = 0; i < times; i++)
                sum = add(sum, i);
        };
    }

    static Action<int> UntypedCall(Guest guest)
    {
        Func add = guest.Function("add");
        return times =>
        {
            Span<Value> arguments = stackalloc Value[2], results = stackalloc Value[1];
            for (int i = 0; i < times; i++)
            {
                arguments[1] = Value.From(i);
                add.Invoke(arguments, results);
                arguments[0] = results[0];
            }
        };
    }

    static Action<int> Nothing(Guest guest)
    {
        Func nothing = guest.Function("nothing");
        return times =>
        {
            for (int i = 0; i < times; i++)
                nothing.TryInvoke([], []);
        };
    }

    static void Hosts(Guest guest, int times) => guest.Function("hosts").Invoke([Value.From(times)], []);

    static Action<int> Traps(Func function)
    {
        Value[] results = new Value[function.Type.Results.Length];
        return times =>
        {
            for (int i = 0; i < times; i++)
                function.TryInvoke([], results);
        };
    }

    static Action<int> TrapExceptions(Func function)
    {
        Value[] results = new Value[function.Type.Results.Length];
        return times =>
        {
            for (int i = 0; i < times; i++)
            {
                try
                {
                    function.Invoke([], results);
                }
                catch (TrapException)
                {
                    // What is measured.
                }
            }
        };
    }

    static Action<int> Instances(Engine engine, CompiledModule module)
    {
        Linker linker = new(engine);
        linker.DefineFunction<int, int>("h", "call", (_, value) => value);
        return times =>
        {
            for (int i = 0; i < times; i++)
            {
                using Store store = new(engine);
                linker.Instantiate(store, module);
            }
        };
    }

    static void Row(string title, int times, Action<int> action, double less = 0) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {title} | {CpuClock.PerTime(times, action) - less:F1} |"));
}
