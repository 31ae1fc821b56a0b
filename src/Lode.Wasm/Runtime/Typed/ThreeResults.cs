namespace Lode.Wasm.Runtime;

/// <summary>Three results as a tuple.</summary>
readonly unsafe struct ThreeResults<T1, T2, T3> : IResultCodec<(T1, T2, T3)>
{
    public static int Count => 3;

    public static ValueKind[] Kinds => [ValueCodec<T1>.Kind, ValueCodec<T2>.Kind, ValueCodec<T3>.Kind];

    public static (T1, T2, T3) Read(Store store, Value* slots) =>
        (ValueCodec<T1>.Read(store, slots), ValueCodec<T2>.Read(store, slots + 1), ValueCodec<T3>.Read(store, slots + 2));

    public static void Write(Store store, Value* slots, (T1, T2, T3) value)
    {
        ValueCodec<T1>.Write(store, slots, value.Item1);
        ValueCodec<T2>.Write(store, slots + 1, value.Item2);
        ValueCodec<T3>.Write(store, slots + 2, value.Item3);
    }
}
