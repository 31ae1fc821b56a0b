namespace Lode.Wasm.Runtime;

/// <summary>A typed function of the host with 4 parameters and no result.</summary>
sealed unsafe class HostAction<T1, T2, T3, T4>(Action<Caller, T1, T2, T3, T4> callback)
    : HostCallback([ValueCodec<T1>.Kind, ValueCodec<T2>.Kind, ValueCodec<T3>.Kind, ValueCodec<T4>.Kind], [])
{
    public override void Call(Caller caller, Value* slots) =>
        callback(caller, ValueCodec<T1>.Read(caller.Store, slots + 0), ValueCodec<T2>.Read(caller.Store, slots + 1), ValueCodec<T3>.Read(caller.Store, slots + 2), ValueCodec<T4>.Read(caller.Store, slots + 3));
}
