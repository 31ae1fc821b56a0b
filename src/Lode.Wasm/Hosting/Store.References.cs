using System.Runtime.InteropServices;
using Lode.Wasm.Runtime;

namespace Lode.Wasm;

/// <summary>References: objects of the host by handles, functions by what guests point to.</summary>
public sealed unsafe partial class Store
{
    const int HostFunctionsAtOnce = 24;

    readonly List<object> _objects = [];
    readonly Dictionary<object, int> _objectHandles = new(ReferenceEqualityComparer.Instance);
    readonly Dictionary<nint, Func> _functions = [];
    readonly Dictionary<HostCallback, nint> _hostReferences = new(ReferenceEqualityComparer.Instance);

    // Where references to functions lie, ascending.
    readonly List<(nint Start, nint End)> _references = [];
    FunctionReference* _hostFree;
    int _hostFreeCount;
    int _hostCount;

    /// <summary>The functions of the host, by <see cref="FunctionReference.Host"/>.</summary>
    internal HostCallback[] HostFunctions { get; private set; } = [];

    /// <summary>A reference to an object (<c>externref</c>); it lives as long as the store.</summary>
    public Value FromObject(object? value)
    {
        if (value is null)
            return default;
        if (!_objectHandles.TryGetValue(value, out int handle))
        {
            CheckUse();
            _objects.Add(value);
            _objectHandles[value] = handle = _objects.Count;
        }
        return new((ulong)handle);
    }

    /// <summary>The object of a reference.</summary>
    /// <exception cref="ArgumentException">The value is no reference to an object of this store.</exception>
    public object? ToObject(Value value)
    {
        ulong handle = value.Bits;
        if (handle == 0)
            return null;
        return handle <= (ulong)_objects.Count
            ? _objects[(int)handle - 1]
            : throw new ArgumentException("the value is no reference to an object of this store", nameof(value));
    }

    /// <summary>A reference to a function (<c>funcref</c>).</summary>
    /// <exception cref="ArgumentException">The function belongs to another store.</exception>
    public Value FromFunction(Func? function)
    {
        if (function is null)
            return default;
        CheckSame(function.Store, "the function");
        return new((ulong)function.Reference);
    }

    /// <summary>The function of a reference: the same object for the same function.</summary>
    /// <exception cref="ArgumentException">The value is no reference to a function of this store.</exception>
    public Func? ToFunction(Value value)
    {
        if (value.IsNull)
            return null;
        if (_functions.TryGetValue((nint)value.Bits, out Func? known))
            return known;
        CheckFunction(value);
        return FunctionOf((FunctionReference*)value.Bits);
    }

    /// <summary>Refuses a reference that a guest could not have.</summary>
    internal void Check(Value value, ValueKind kind)
    {
        if (value.IsNull)
            return;
        if (kind == ValueKind.FuncRef)
            CheckFunction(value);
        else if (value.Bits > (ulong)_objects.Count)
            throw new ArgumentException("the value is no reference to an object of this store");
    }

    /// <summary>The function that a reference of this store points to.</summary>
    internal Func FunctionOf(FunctionReference* reference)
    {
        ref Func? function = ref CollectionsMarshal.GetValueRefOrAddDefault(_functions, (nint)reference, out _);
        return function ??= new(this, reference, Signature.ById(reference->TypeId));
    }

    /// <summary>The reference to a function of the host in this store.</summary>
    internal FunctionReference* ReferenceTo(HostCallback callback)
    {
        if (_hostReferences.TryGetValue(callback, out nint known))
            return (FunctionReference*)known;
        if (_hostFreeCount == 0)
        {
            _hostFree = (FunctionReference*)TakeState(HostFunctionsAtOnce * sizeof(FunctionReference));
            _hostFreeCount = HostFunctionsAtOnce;
            AddReferences(_hostFree, HostFunctionsAtOnce);
        }
        FunctionReference* reference = _hostFree++;
        _hostFreeCount--;
        if (_hostCount == HostFunctions.Length)
        {
            HostCallback[] more = new HostCallback[Math.Max(16, _hostCount * 2)];
            HostFunctions.CopyTo(more, 0);
            HostFunctions = more;
        }
        HostFunctions[_hostCount] = callback;
        Signature signature = Signature.Of(callback.Type);
        *reference = new()
        {
            Code = signature.HostStub,
            Entry = signature.HostStub,
            TypeId = signature.Id,
            ParameterBytes = (ushort)signature.Convention.ParameterBytes,
            ResultBytes = (ushort)signature.Convention.ResultBytes,
            Host = (ulong)_hostCount++,
        };
        _hostReferences[callback] = (nint)reference;
        return reference;
    }

    /// <summary>Lets values point to functions in a range.</summary>
    internal void AddReferences(FunctionReference* start, int count)
    {
        if (count == 0)
            return;
        (nint, nint) range = ((nint)start, (nint)(start + count));
        int at = _references.BinarySearch(range);
        _references.Insert(~at, range);
    }

    void CheckFunction(Value value)
    {
        nint reference = (nint)value.Bits;
        int at = _references.BinarySearch((reference, nint.MaxValue));
        at = ~at - 1;
        if (at >= 0 && reference < _references[at].End && (reference - _references[at].Start) % sizeof(FunctionReference) == 0
            && ((FunctionReference*)reference)->Entry != 0)
            return;
        throw new ArgumentException("the value is no reference to a function of this store", nameof(value));
    }
}
