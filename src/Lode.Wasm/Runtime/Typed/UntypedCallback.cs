namespace Lode.Wasm.Runtime;

/// <summary>A function of the host that takes its values as spans.</summary>
sealed unsafe class UntypedCallback(FunctionType type, HostFunction callback) : HostCallback(type)
{
    public override void Call(Caller caller, Value* slots)
    {
        int parameters = Type.ParameterKinds.Length;
        ValueKind[] kinds = Type.ResultKinds;
        // Of other values than vectors only half a slot was written.
        for (int i = 0; i < parameters; i++)
        {
            if (Type.ParameterKinds[i] != ValueKind.V128)
                slots[i] = new(slots[i].Bits);
        }
        Span<Value> results = new(slots + parameters, kinds.Length);
        results.Clear();
        callback(caller, new(slots, parameters), results);
        for (int i = 0; i < kinds.Length; i++)
        {
            if (kinds[i].IsReference())
                caller.Store.Check(results[i], kinds[i]);
        }
    }
}
