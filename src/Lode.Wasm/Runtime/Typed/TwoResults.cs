namespace Lode.Wasm.Runtime;

/// <summary>Two results as a tuple.</summary>
readonly unsafe struct TwoResults<T1, T2> : IResultCodec<(T1, T2)>
{
    public static int Count => 2;

    public static ValueKind[] Kinds => [ValueCodec<T1>.Kind, ValueCodec<T2>.Kind];

    public static (T1, T2) Read(Store store, Value* slots) =>
        (ValueCodec<T1>.Read(store, slots), ValueCodec<T2>.Read(store, slots + 1));

    public static void Write(Store store, Value* slots, (T1, T2) value)
    {
        ValueCodec<T1>.Write(store, slots, value.Item1);
        ValueCodec<T2>.Write(store, slots + 1, value.Item2);
    }
}
