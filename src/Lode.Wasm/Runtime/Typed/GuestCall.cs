using System.Runtime.CompilerServices;

namespace Lode.Wasm.Runtime;

/// <summary>What delegates of typed functions of guests have in common.</summary>
abstract unsafe class GuestCall
{
    readonly Func _function;

    // Null for a function of the host.
    readonly ContextState* _context;
    readonly nint _code, _stub;

    protected GuestCall(Func function, ReadOnlySpan<ValueKind> parameters, ReadOnlySpan<ValueKind> results)
    {
        FunctionType type = function.Type;
        if (!type.Parameters.SequenceEqual(parameters) || !type.Results.SequenceEqual(results))
            throw new InvalidCastException($"the function has the type {type}, not {new FunctionType(parameters, results)}");
        _function = function;
        Store = function.Store;
        _context = function.Reference->Context;
        _code = function.Reference->Code;
        _stub = _context == null ? 0 : Signature.Of(type).EntryStub;
    }

    protected Store Store { get; }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected void Call(Value* slots)
    {
        if (_context != null)
            Store.Call(_context, _code, _stub, slots);
        else
            _function.Call(slots);
    }
}
