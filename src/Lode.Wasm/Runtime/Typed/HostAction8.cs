namespace Lode.Wasm.Runtime;

/// <summary>A typed function of the host with 8 parameters and no result.</summary>
sealed unsafe class HostAction<T1, T2, T3, T4, T5, T6, T7, T8>(Action<Caller, T1, T2, T3, T4, T5, T6, T7, T8> callback)
    : HostCallback([ValueCodec<T1>.Kind, ValueCodec<T2>.Kind, ValueCodec<T3>.Kind, ValueCodec<T4>.Kind, ValueCodec<T5>.Kind, ValueCodec<T6>.Kind, ValueCodec<T7>.Kind, ValueCodec<T8>.Kind], [])
{
    public override void Call(Caller caller, Value* slots) =>
        callback(caller, ValueCodec<T1>.Read(caller.Store, slots + 0), ValueCodec<T2>.Read(caller.Store, slots + 1), ValueCodec<T3>.Read(caller.Store, slots + 2), ValueCodec<T4>.Read(caller.Store, slots + 3), ValueCodec<T5>.Read(caller.Store, slots + 4), ValueCodec<T6>.Read(caller.Store, slots + 5), ValueCodec<T7>.Read(caller.Store, slots + 6), ValueCodec<T8>.Read(caller.Store, slots + 7));
}
