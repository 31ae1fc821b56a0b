namespace Lode.Wasm.Runtime;

/// <summary>A function of the host, as guests call it: independent of any store.</summary>
abstract unsafe class HostCallback
{
    protected HostCallback(ReadOnlySpan<ValueKind> parameters, ReadOnlySpan<ValueKind> results)
        : this(new FunctionType(parameters, results))
    {
    }

    protected HostCallback(FunctionType type) => Type = type;

    public FunctionType Type { get; }

    /// <summary>Calls it: arguments first, behind them the places of the results.</summary>
    public abstract void Call(Caller caller, Value* slots);
}
