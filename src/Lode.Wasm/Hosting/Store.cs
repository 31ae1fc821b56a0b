using System.Runtime.InteropServices;
using Lode.Wasm.Runtime;

namespace Lode.Wasm;

/// <summary>A world of guests: instances, and the memories, tables, globals and functions that they share.</summary>
/// <remarks>
/// A store is used by one thread at a time; another one that calls into it meanwhile is refused. It may wander from thread to thread
/// between calls. <see cref="Interrupt"/> and <see cref="MappedWindow.Revoke"/> may be called from any thread at any time. Disposing a
/// store gives everything back at once; a store that is forgotten gives it back when it is collected.
/// </remarks>
public sealed unsafe partial class Store : IDisposable
{
    readonly List<(nint Start, long Bytes)> _reservations = [];
    readonly List<(nint Start, long Bytes)> _states = [];
    readonly List<Memory> _memories = [];
    readonly List<Table> _tables = [];
    readonly List<ModuleCode> _modules = [];
    readonly List<nint> _instanceHandles = [];
    StoreState* _state;
    bool _disposed;

    /// <summary>Makes a store.</summary>
    /// <param name="engine">The engine whose modules run in it.</param>
    /// <param name="options">What its guests may take.</param>
    public Store(Engine engine, StoreOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(engine);
        Engine = engine;
        Options = options ?? StoreOptions.Default;
        _memoryLeft = Options.MemoryBytes;
        _elementsLeft = Options.TableElements;
        HostCaller = new(this, null);
        _state = (StoreState*)TakeState(sizeof(StoreState));
        _state->TrapFrames = (nuint*)TakeState(StoreState.MostFrames * sizeof(nuint));
        _state->Fuel = long.MaxValue;
    }

    /// <summary>Gives back what was never disposed.</summary>
    ~Store() => Free();

    /// <summary>Its engine.</summary>
    public Engine Engine { get; }

    /// <summary>What its guests may take.</summary>
    public StoreOptions Options { get; }

    /// <summary>Anything that functions of the host want to find again.</summary>
    public object? Data { get; set; }

    /// <summary>
    /// What is left of the fuel, in instructions: guests of an engine with <see cref="EngineOptions.Fuel"/> trap when it is used up. At
    /// first more than anybody can use.
    /// </summary>
    public long Fuel
    {
        get
        {
            CheckUse();
            return Math.Max(0, _state->Fuel);
        }

        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            CheckUse();
            _state->Fuel = value;
        }
    }

    internal StoreState* State => _state;

    /// <summary>Who calls functions of the host that the host calls.</summary>
    internal Caller HostCaller { get; }

    /// <summary>Gives back all memories and all else that its guests have. None of its objects can be used after this.</summary>
    /// <exception cref="InvalidOperationException">A call is running. <see cref="Interrupt"/> it, wait for its end, and dispose then.</exception>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_disposed)
                return;
            Take("disposed", Turn.None);
            _disposed = true;
        }
        Deadline = null;
        foreach (Memory memory in _memories)
            memory.Forget();
        foreach (Table table in _tables)
            table.Forget();
        Free();
        GC.SuppressFinalize(this);
    }

    internal void CheckSame(Store other, string what)
    {
        if (other != this)
            throw new ArgumentException($"{what} belongs to another store");
    }

    /// <summary>Takes native memory for a state, all zero, for as long as the store lives.</summary>
    internal void* TakeState(long bytes)
    {
        void* state = StateArena.Take(bytes);
        _states.Add(((nint)state, bytes));
        return state;
    }

    internal void Add(Memory memory, byte* start, long reserved)
    {
        _memories.Add(memory);
        _reservations.Add(((nint)start, reserved));
    }

    internal void Add(Table table) => _tables.Add(table);

    void Free()
    {
        if (_state == null)
            return;
        _state = null;
        foreach (nint handle in _instanceHandles)
            GCHandle.FromIntPtr(handle).Free();
        foreach ((nint start, long bytes) in _reservations)
            Pages.Free((byte*)start, bytes);
        foreach (Memory memory in _memories)
            memory.ReleaseBase();
        foreach (nint elements in _elements)
            NativeMemory.Free((void*)elements);
        foreach ((nint state, long bytes) in _states)
            StateArena.Return((void*)state, bytes);
        foreach (ModuleCode module in _modules)
            module.Release();
    }
}
