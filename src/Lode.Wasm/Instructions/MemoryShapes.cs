namespace Lode.Wasm;

/// <summary>Sizes and types of the scalar loads and stores.</summary>
static class MemoryShapes
{
    const int First = (int)Opcode.I32Load;

    // By opcode from i32.load to i64.store32.
    static ReadOnlySpan<byte> Bits => [2, 3, 2, 3, 0, 0, 1, 1, 0, 0, 1, 1, 2, 2, 2, 3, 2, 3, 0, 1, 0, 1, 2];

    static ReadOnlySpan<byte> Kinds =>
    [
        0x7f, 0x7e, 0x7d, 0x7c, 0x7f, 0x7f, 0x7f, 0x7f, 0x7e, 0x7e, 0x7e, 0x7e, 0x7e, 0x7e,
        0x7f, 0x7e, 0x7d, 0x7c, 0x7f, 0x7f, 0x7e, 0x7e, 0x7e,
    ];

    /// <summary>The size of an access, as a power of two of bytes.</summary>
    public static int AccessBits(Opcode opcode) => Bits[(int)opcode - First];

    /// <summary>The type of the value that is loaded or stored.</summary>
    public static ValueKind Kind(Opcode opcode) => (ValueKind)Kinds[(int)opcode - First];
}
