namespace Lode.Wasm.Runtime;

/// <summary>What delegates of typed functions of guests have in common.</summary>
abstract unsafe class GuestCall
{
    readonly Func _function;

    protected GuestCall(Func function, ReadOnlySpan<ValueKind> parameters, ReadOnlySpan<ValueKind> results)
    {
        FunctionType type = function.Type;
        if (!type.Parameters.SequenceEqual(parameters) || !type.Results.SequenceEqual(results))
            throw new InvalidCastException($"the function has the type {type}, not {new FunctionType(parameters, results)}");
        _function = function;
        Store = function.Store;
    }

    protected Store Store { get; }

    protected void Call(Value* slots) => _function.Call(slots);
}
