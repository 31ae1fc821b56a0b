namespace Lode.Wasm.Tests.Stress;

/// <summary>Threads that trap, call to and fro, throw, spin and are interrupted, while others allocate, collect and fault on purpose.</summary>
sealed class StressRun : IDisposable
{
    readonly Engine _engine = new();
    readonly CompiledModule _module;
    readonly List<(string Name, Func<int, string?> Step)> _work = [];
    readonly List<Guest> _guests = [];
    readonly long[] _counts;
    volatile bool _ends;
    string? _fault;

    public StressRun()
    {
        _module = _engine.Compile("stress", GuestModule.Bytes);
        Add("traps", guest => step => Traps(guest, step));
        Add("traps as exceptions", guest => step => TrapExceptions(guest, step));
        Add("nested calls", guest => step => Nested(guest, step));
        Add("nested calls, too", guest => step => Nested(guest, step));
        Add("interruptions", guest => step => Interruption(guest));
        Add("overflows", guest => step => guest.Try("recurse", 0)?.Kind == TrapKind.StackOverflow ? null : "no overflow");
        Add("managed exceptions", _ => _ => ManagedFaults());
        Add("new instances", _ => _ => NewInstance());
        Add("collections", _ => Allocate);
        _counts = new long[_work.Count];
    }

    /// <summary>By name, how often each kind of work was done.</summary>
    public IEnumerable<(string Name, long Count)> Counts => _work.Select((work, index) => (work.Name, _counts[index]));

    /// <summary>Runs all for a time.</summary>
    /// <returns>What went wrong first; null where nothing did.</returns>
    public string? Run(TimeSpan time)
    {
        Thread[] threads = [.. _work.Select((work, index) => new Thread(() => Work(index)) { IsBackground = true })];
        foreach (Thread thread in threads)
            thread.Start();
        DateTime end = DateTime.UtcNow + time;
        while (DateTime.UtcNow < end && _fault is null)
            Thread.Sleep(20);
        _ends = true;
        foreach (Thread thread in threads)
        {
            if (!thread.Join(TimeSpan.FromSeconds(20)))
                _fault ??= "a thread does not come to its end";
        }
        return _fault;
    }

    public void Dispose()
    {
        _guests.ForEach(guest => guest.Dispose());
        _module.Dispose();
        _engine.Dispose();
    }

    void Add(string name, Func<Guest, Func<int, string?>> make)
    {
        Guest guest = new(_module, _engine);
        _guests.Add(guest);
        _work.Add((name, make(guest)));
    }

    void Work(int index)
    {
        try
        {
            for (int step = 0; !_ends; step++)
            {
                if (_work[index].Step(step) is { } fault)
                    _fault ??= $"{_work[index].Name}: {fault}";
                _counts[index]++;
            }
        }
        catch (Exception exception)
        {
            _fault ??= $"{_work[index].Name}: {exception}";
        }
    }

    static string? Traps(Guest guest, int step)
    {
        (string name, TrapKind kind) = Kind(step);
        int[] arguments = name == "divide" ? [0] : [];
        return guest.Try(name, arguments)?.Kind == kind ? guest.Try("nothing")?.Message : $"{name} gave no {kind}";
    }

    static string? TrapExceptions(Guest guest, int step)
    {
        (string name, TrapKind kind) = Kind(step);
        Func function = guest.Function(name);
        try
        {
            function.Invoke(name == "divide" ? [default] : [], new Value[function.Type.Results.Length]);
            return $"{name} gave no {kind}";
        }
        catch (TrapException exception)
        {
            return exception.Trap.Kind == kind ? null : $"{name} gave {exception.Trap.Kind}";
        }
    }

    static (string Name, TrapKind Kind) Kind(int step) => (step % 3) switch
    {
        0 => ("fault", TrapKind.MemoryOutOfBounds),
        1 => ("trap", TrapKind.Unreachable),
        _ => ("divide", TrapKind.IntegerDivideByZero),
    };

    /// <summary>Host, guest, host, guest and so on; at the innermost host something happens, which all of them let pass.</summary>
    static string? Nested(Guest guest, int step)
    {
        int levels = step % 5 + 1, mode = step / 5 % 5;
        guest.Host = left => left > 0 ? guest.Call("host", left - 1) : Innermost(guest, mode);
        try
        {
            int found = guest.Call("host", levels), expected = levels + 1 + (mode == 0 ? 7 : -1);
            return mode is 0 or 4 && found == expected ? null : $"mode {mode} gave {found}, expected {expected}";
        }
        catch (InvalidTimeZoneException) when (mode == 1)
        {
            return null;
        }
        catch (NullReferenceException) when (mode == 2)
        {
            return null;
        }
        catch (TrapException exception) when (mode == 3 && exception.Trap.Kind == TrapKind.MemoryOutOfBounds)
        {
            return null;
        }
    }

    static int Innermost(Guest guest, int mode)
    {
        switch (mode)
        {
            case 1:
                throw new InvalidTimeZoneException();
            case 2:
                return Nothing()!.Length;
            case 3:
                return guest.Instance.GetFunction<int>("fault")();
            case 4:
                return guest.Try("divide", 0)?.Kind == TrapKind.IntegerDivideByZero ? -1 : -2;
            default:
                return 7;
        }
    }

    static string? Nothing() => null;

    static string? Interruption(Guest guest)
    {
        using Timer timer = new(_ => guest.Store.Interrupt(), null, 2, Timeout.Infinite);
        return guest.Try("spin")?.Kind == TrapKind.Interrupted ? null : "a spinning guest was not interrupted";
    }

    static string? ManagedFaults()
    {
        int zero = 0, caught = 0;
        try
        {
            caught = 1 / zero;
        }
        catch (DivideByZeroException)
        {
            caught++;
        }
        try
        {
            caught += Nothing()!.Length;
        }
        catch (NullReferenceException)
        {
            caught++;
        }
        return caught == 2 ? null : "a managed exception was lost";
    }

    string? NewInstance()
    {
        using Guest guest = new(_module, _engine);
        return guest.Instance.GetFunction<int, int, int>("add")(40, 2) == 42 ? null : "a new instance does not work";
    }

    static string? Allocate(int step)
    {
        byte[][] kept = new byte[16][];
        for (int i = 0; i < 2000; i++)
            kept[i % kept.Length] = new byte[i % 700];
        if (step % 8 == 0)
            GC.Collect(step % 64 == 0 ? 2 : 0);
        return kept[^1].Length >= 0 ? null : "never";
    }
}
