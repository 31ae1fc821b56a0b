namespace Lode.Wasm.Runtime;

/// <summary>How a typed result is kept in slots.</summary>
unsafe interface IResultCodec<T>
{
    /// <summary>The number of values.</summary>
    static abstract int Count { get; }

    /// <summary>Their types.</summary>
    static abstract ValueKind[] Kinds { get; }

    static abstract T Read(Store store, Value* slots);

    static abstract void Write(Store store, Value* slots, T value);
}
