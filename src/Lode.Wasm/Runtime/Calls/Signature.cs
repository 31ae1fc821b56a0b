using System.Collections.Concurrent;
using Lode.Wasm.Compilation;

namespace Lode.Wasm.Runtime;

/// <summary>A function type with the engine's number and the code between host and guests; one for each type of the process.</summary>
sealed class Signature
{
    static readonly ConcurrentDictionary<FunctionType, Signature> s_known = new();
    static readonly Lock s_gate = new();
    static Signature[] s_byId = new Signature[64];
    static uint s_count;

    nint _entry, _host, _crossing;

    Signature(FunctionType type, uint id)
    {
        Type = type;
        Id = id;
        Convention = CallingConvention.Of(type);
        Slots = Math.Max(1, Math.Max(type.ParameterKinds.Length, type.ResultKinds.Length));
        HasReferences = Array.Exists(type.ParameterKinds, static kind => kind.IsReference());
    }

    public FunctionType Type { get; }

    /// <summary>The number by which guests compare types; never 0.</summary>
    public uint Id { get; }

    public CallingConvention Convention { get; }

    /// <summary>Slots that a call from the host needs.</summary>
    public int Slots { get; }

    /// <summary>Whether a parameter is a reference.</summary>
    public bool HasReferences { get; }

    /// <summary>The code that calls a guest: <c>int (context, code, slots)</c>.</summary>
    public nint EntryStub => _entry != 0 ? _entry : Make(ref _entry, EntryStubs.Make);

    /// <summary>The code of functions of the host.</summary>
    public nint HostStub => _host != 0 ? _host : Make(ref _host, HostStubs.Make);

    /// <summary>The code through which another instance's function is called.</summary>
    public nint CrossingStub => _crossing != 0 ? _crossing : Make(ref _crossing, CrossingStubs.Make);

    /// <summary>The signature of a type.</summary>
    public static Signature Of(FunctionType type)
    {
        if (s_known.TryGetValue(type, out Signature? known))
            return known;
        lock (s_gate)
        {
            if (!s_known.TryGetValue(type, out known))
                s_known[type] = known = Add(type);
            return known;
        }
    }

    /// <summary>The signature of a number.</summary>
    public static Signature ById(uint id) => Volatile.Read(ref s_byId)[id];

    static Signature Add(FunctionType type)
    {
        Signature[] all = s_byId;
        if (++s_count == all.Length)
        {
            Array.Resize(ref all, all.Length * 2);
            Volatile.Write(ref s_byId, all);
        }
        return all[s_count] = new(type, s_count);
    }

    nint Make(ref nint stub, Func<CallingConvention, nint> make)
    {
        lock (s_gate)
        {
            if (stub == 0)
                Volatile.Write(ref stub, make(Convention));
            return stub;
        }
    }
}
