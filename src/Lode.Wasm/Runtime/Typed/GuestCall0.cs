using System.Runtime.CompilerServices;

namespace Lode.Wasm.Runtime;

/// <summary>Calls a function of 0 parameters from typed code.</summary>
sealed unsafe class GuestCall<TResult, TCodec> : GuestCall
    where TCodec : IResultCodec<TResult>
{
    public GuestCall(Func function)
        : base(function, [], TCodec.Kinds)
    {
    }

    [SkipLocalsInit]
    public TResult Invoke()
    {
        Slots room;
        Value* slots = (Value*)&room;
        Call(slots);
        return TCodec.Read(Store, slots);
    }

    [SkipLocalsInit]
    public void Run()
    {
        Slots room;
        Value* slots = (Value*)&room;
        Call(slots);
    }
}
