namespace Lode.Wasm.Runtime;

/// <summary>No result.</summary>
readonly unsafe struct NoResult : IResultCodec<int>
{
    public static int Count => 0;

    public static ValueKind[] Kinds => [];

    public static int Read(Store store, Value* slots) => 0;

    public static void Write(Store store, Value* slots, int value)
    {
    }
}
