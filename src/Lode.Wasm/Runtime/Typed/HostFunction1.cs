namespace Lode.Wasm.Runtime;

/// <summary>A typed function of the host with 1 parameter and results.</summary>
sealed unsafe class HostFunction<T1, TResult, TCodec>(Func<Caller, T1, TResult> callback)
    : HostCallback([ValueCodec<T1>.Kind], TCodec.Kinds)
    where TCodec : IResultCodec<TResult>
{
    public override void Call(Caller caller, Value* slots) =>
        TCodec.Write(caller.Store, slots + 1, callback(caller, ValueCodec<T1>.Read(caller.Store, slots + 0)));
}
