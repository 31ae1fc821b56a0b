using System.Runtime.CompilerServices;

namespace Lode.Wasm.Runtime;

/// <summary>Calls a function of 7 parameters from typed code.</summary>
sealed unsafe class GuestCall<T1, T2, T3, T4, T5, T6, T7, TResult, TCodec> : GuestCall
    where TCodec : IResultCodec<TResult>
{
    public GuestCall(Func function)
        : base(function, [ValueCodec<T1>.Kind, ValueCodec<T2>.Kind, ValueCodec<T3>.Kind, ValueCodec<T4>.Kind, ValueCodec<T5>.Kind, ValueCodec<T6>.Kind, ValueCodec<T7>.Kind], TCodec.Kinds)
    {
    }

    [SkipLocalsInit]
    public TResult Invoke(T1 a1, T2 a2, T3 a3, T4 a4, T5 a5, T6 a6, T7 a7)
    {
        Slots room;
        Value* slots = (Value*)&room;
        ValueCodec<T1>.Write(Store, slots + 0, a1);
        ValueCodec<T2>.Write(Store, slots + 1, a2);
        ValueCodec<T3>.Write(Store, slots + 2, a3);
        ValueCodec<T4>.Write(Store, slots + 3, a4);
        ValueCodec<T5>.Write(Store, slots + 4, a5);
        ValueCodec<T6>.Write(Store, slots + 5, a6);
        ValueCodec<T7>.Write(Store, slots + 6, a7);
        Call(slots);
        return TCodec.Read(Store, slots);
    }

    [SkipLocalsInit]
    public void Run(T1 a1, T2 a2, T3 a3, T4 a4, T5 a5, T6 a6, T7 a7)
    {
        Slots room;
        Value* slots = (Value*)&room;
        ValueCodec<T1>.Write(Store, slots + 0, a1);
        ValueCodec<T2>.Write(Store, slots + 1, a2);
        ValueCodec<T3>.Write(Store, slots + 2, a3);
        ValueCodec<T4>.Write(Store, slots + 3, a4);
        ValueCodec<T5>.Write(Store, slots + 4, a5);
        ValueCodec<T6>.Write(Store, slots + 5, a6);
        ValueCodec<T7>.Write(Store, slots + 6, a7);
        Call(slots);
    }
}
