using System.Runtime.CompilerServices;
using Lode.Wasm.Runtime;

namespace Lode.Wasm;

/// <summary>A function: of a guest, or of the host as guests see it. The same function of a store is always the same object.</summary>
public sealed unsafe class Func
{
    readonly FunctionReference* _reference;
    readonly Signature _signature;

    // What a call needs, near at hand; the context is null for a function of the host.
    readonly ContextState* _context;
    readonly nint _code, _stub;

    internal Func(Store store, FunctionReference* reference, Signature signature)
    {
        Store = store;
        _reference = reference;
        _signature = signature;
        _context = reference->Context;
        _code = reference->Code;
        _stub = _context == null ? 0 : signature.EntryStub;
    }

    /// <summary>Makes a function of the host, for tables and for guests that take functions.</summary>
    /// <param name="store">The store.</param>
    /// <param name="type">Its type.</param>
    /// <param name="callback">What it does.</param>
    public static Func Create(Store store, FunctionType type, HostFunction callback)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(callback);
        store.CheckUse();
        return store.FunctionOf(store.ReferenceTo(new UntypedCallback(type, callback)));
    }

    /// <summary>Its store.</summary>
    public Store Store { get; }

    /// <summary>Its type.</summary>
    public FunctionType Type => _signature.Type;

    internal FunctionReference* Reference => _reference;

    /// <summary>Calls the function.</summary>
    /// <param name="arguments">As many as the type has parameters, and of their types.</param>
    /// <param name="results">Room for as many values as the type has results.</param>
    /// <exception cref="TrapException">The guest trapped. What functions of the host throw comes as it is.</exception>
    /// <exception cref="ArgumentException">The spans have other lengths, or a reference is not of this store.</exception>
    /// <exception cref="InvalidOperationException">Another thread is running a call of the store.</exception>
    /// <exception cref="ObjectDisposedException">The store was disposed.</exception>
    public void Invoke(ReadOnlySpan<Value> arguments, Span<Value> results)
    {
        Value* slots = stackalloc Value[_signature.Slots];
        Load(arguments, results, slots);
        Call(slots);
        Unload(slots, results);
    }

    /// <summary>Calls the function, and gives a trap as a result: many times faster than an exception.</summary>
    /// <inheritdoc cref="Invoke"/>
    /// <returns>Why the guest was ended; null where it came to its end.</returns>
    public Trap? TryInvoke(ReadOnlySpan<Value> arguments, Span<Value> results)
    {
        Value* slots = stackalloc Value[_signature.Slots];
        Load(arguments, results, slots);
        if (_context == null)
            CallHost(slots);
        else if (Store.Run(_context, _code, _stub, slots) != 0)
            return Store.TakeTrapOrThrow();
        Unload(slots, results);
        return null;
    }

    /// <summary>Calls the function with arguments in slots, and leaves the results in them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Call(Value* slots)
    {
        if (_context == null)
            CallHost(slots);
        else
            Store.Call(_context, _code, _stub, slots);
    }

    void Load(ReadOnlySpan<Value> arguments, Span<Value> results, Value* slots)
    {
        Store.CheckUse();
        ValueKind[] parameters = Type.ParameterKinds;
        if (arguments.Length != parameters.Length || results.Length != Type.ResultKinds.Length)
        {
            throw new ArgumentException($"the function has the type {Type}: expected {parameters.Length} arguments and room for "
                + $"{Type.ResultKinds.Length} results, found {arguments.Length} and {results.Length}");
        }
        arguments.CopyTo(new(slots, parameters.Length));
        if (!_signature.HasReferences)
            return;
        for (int i = 0; i < parameters.Length; i++)
        {
            if (parameters[i].IsReference())
                Store.Check(arguments[i], parameters[i]);
        }
    }

    void Unload(Value* slots, Span<Value> results)
    {
        ValueKind[] kinds = Type.ResultKinds;
        for (int i = 0; i < results.Length; i++)
            results[i] = kinds[i] == ValueKind.V128 ? slots[i] : new(slots[i].Bits);
    }

    /// <summary>A function of the host that the host calls: no guest is between.</summary>
    void CallHost(Value* slots)
    {
        Store.CheckUse();
        int parameters = Type.ParameterKinds.Length, results = Type.ResultKinds.Length;
        Value* all = stackalloc Value[parameters + results];
        new ReadOnlySpan<Value>(slots, parameters).CopyTo(new(all, parameters));
        Store.HostFunctions[(int)_reference->Host].Call(Store.HostCaller, all);
        new ReadOnlySpan<Value>(all + parameters, results).CopyTo(new(slots, results));
    }
}
