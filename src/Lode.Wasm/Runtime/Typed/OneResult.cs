namespace Lode.Wasm.Runtime;

/// <summary>One result.</summary>
readonly unsafe struct OneResult<T> : IResultCodec<T>
{
    public static int Count => 1;

    public static ValueKind[] Kinds => [ValueCodec<T>.Kind];

    public static T Read(Store store, Value* slots) => ValueCodec<T>.Read(store, slots);

    public static void Write(Store store, Value* slots, T value) => ValueCodec<T>.Write(store, slots, value);
}
