using System.Runtime.CompilerServices;

namespace Lode.Wasm.Runtime;

/// <summary>Calls a function of 1 parameter from typed code.</summary>
sealed unsafe class GuestCall<T1, TResult, TCodec> : GuestCall
    where TCodec : IResultCodec<TResult>
{
    public GuestCall(Func function)
        : base(function, [ValueCodec<T1>.Kind], TCodec.Kinds)
    {
    }

    [SkipLocalsInit]
    public TResult Invoke(T1 a1)
    {
        Slots room;
        Value* slots = (Value*)&room;
        ValueCodec<T1>.Write(Store, slots + 0, a1);
        Call(slots);
        return TCodec.Read(Store, slots);
    }

    [SkipLocalsInit]
    public void Run(T1 a1)
    {
        Slots room;
        Value* slots = (Value*)&room;
        ValueCodec<T1>.Write(Store, slots + 0, a1);
        Call(slots);
    }
}
