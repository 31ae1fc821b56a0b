namespace Lode.Wasm.Runtime;

/// <summary>A typed function of the host with 1 parameter and no result.</summary>
sealed unsafe class HostAction<T1>(Action<Caller, T1> callback)
    : HostCallback([ValueCodec<T1>.Kind], [])
{
    public override void Call(Caller caller, Value* slots) =>
        callback(caller, ValueCodec<T1>.Read(caller.Store, slots + 0));
}
