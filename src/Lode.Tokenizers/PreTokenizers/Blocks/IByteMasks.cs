namespace Lode.Tokenizers;

/// <summary>Questions about 64 bytes at once; bit i of an answer is byte i. One implementation per width of vector.</summary>
/// <remarks>Only the portable vector types of the runtime, which it compiles to the instructions of the processor.</remarks>
interface IByteMasks
{
    /// <summary>Bytes from <paramref name="first"/> to <paramref name="first"/> + <paramref name="span"/>, with <paramref name="fold"/> set in each before.</summary>
    static abstract ulong InRange(ref byte block, byte fold, byte first, byte span);

    /// <summary>Bytes that are <paramref name="value"/>.</summary>
    static abstract ulong Equal(ref byte block, byte value);

    /// <summary>Bytes of 0x80 and above.</summary>
    static abstract ulong High(ref byte block);
}
