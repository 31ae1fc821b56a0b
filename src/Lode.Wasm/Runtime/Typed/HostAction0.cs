namespace Lode.Wasm.Runtime;

/// <summary>A typed function of the host with 0 parameters and no result.</summary>
sealed unsafe class HostAction(Action<Caller> callback)
    : HostCallback([], [])
{
    public override void Call(Caller caller, Value* slots) =>
        callback(caller);
}
