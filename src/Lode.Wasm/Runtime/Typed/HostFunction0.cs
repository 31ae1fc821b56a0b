namespace Lode.Wasm.Runtime;

/// <summary>A typed function of the host with 0 parameters and results.</summary>
sealed unsafe class HostFunction<TResult, TCodec>(Func<Caller, TResult> callback)
    : HostCallback([], TCodec.Kinds)
    where TCodec : IResultCodec<TResult>
{
    public override void Call(Caller caller, Value* slots) =>
        TCodec.Write(caller.Store, slots + 0, callback(caller));
}
