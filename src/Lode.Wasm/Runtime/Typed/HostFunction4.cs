namespace Lode.Wasm.Runtime;

/// <summary>A typed function of the host with 4 parameters and results.</summary>
sealed unsafe class HostFunction<T1, T2, T3, T4, TResult, TCodec>(Func<Caller, T1, T2, T3, T4, TResult> callback)
    : HostCallback([ValueCodec<T1>.Kind, ValueCodec<T2>.Kind, ValueCodec<T3>.Kind, ValueCodec<T4>.Kind], TCodec.Kinds)
    where TCodec : IResultCodec<TResult>
{
    public override void Call(Caller caller, Value* slots) =>
        TCodec.Write(caller.Store, slots + 4, callback(caller, ValueCodec<T1>.Read(caller.Store, slots + 0), ValueCodec<T2>.Read(caller.Store, slots + 1), ValueCodec<T3>.Read(caller.Store, slots + 2), ValueCodec<T4>.Read(caller.Store, slots + 3)));
}
