namespace Lode.Wasm.Runtime;

/// <summary>Calls a function of 0 parameters from typed code.</summary>
sealed unsafe class GuestCall<TResult, TCodec> : GuestCall
    where TCodec : IResultCodec<TResult>
{
    public GuestCall(Func function)
        : base(function, [], TCodec.Kinds)
    {
    }

    public TResult Invoke()
    {
        Value* slots = stackalloc Value[Math.Max(1, TCodec.Count)];
        Call(slots);
        return TCodec.Read(Store, slots);
    }

    public void Run()
    {
        Value* slots = stackalloc Value[1];
        Call(slots);
    }
}
