namespace Lode.Wasm.Runtime;

/// <summary>A typed function of the host with 2 parameters and no result.</summary>
sealed unsafe class HostAction<T1, T2>(Action<Caller, T1, T2> callback)
    : HostCallback([ValueCodec<T1>.Kind, ValueCodec<T2>.Kind], [])
{
    public override void Call(Caller caller, Value* slots) =>
        callback(caller, ValueCodec<T1>.Read(caller.Store, slots + 0), ValueCodec<T2>.Read(caller.Store, slots + 1));
}
