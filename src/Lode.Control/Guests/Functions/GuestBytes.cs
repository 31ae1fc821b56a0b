using System.Text;

namespace Lode.Control;

/// <summary>Texts that guests name by address and length, copied out of their memory before they are looked at: others may write to it.</summary>
static class GuestBytes
{
    /// <summary>The most bytes of a name.</summary>
    public const int NameBytes = 1024;

    /// <summary>Reads a short text.</summary>
    /// <exception cref="ControllerException">It is too long.</exception>
    /// <exception cref="Wasm.MemoryRangeException">It is not all there.</exception>
    public static string ReadName(this IGuest guest, int address, int length)
    {
        CheckLength(guest, length, NameBytes, "a name");
        Span<byte> bytes = stackalloc byte[NameBytes];
        bytes = bytes[..length];
        guest.Memory.CopyTo((uint)address, bytes);
        return Encoding.UTF8.GetString(bytes);
    }

    /// <summary>Reads bytes into an array, of which the first <paramref name="length"/> bytes count.</summary>
    /// <inheritdoc cref="ReadName"/>
    public static ReadOnlySpan<byte> Read(this IGuest guest, int address, int length, int most, string what, ref byte[] buffer)
    {
        CheckLength(guest, length, most, what);
        if (buffer.Length < length)
            buffer = GC.AllocateUninitializedArray<byte>(Math.Max(length, 256));
        Span<byte> bytes = buffer.AsSpan(0, length);
        guest.Memory.CopyTo((uint)address, bytes);
        return bytes;
    }

    static void CheckLength(IGuest guest, int length, int most, string what)
    {
        // Lengths are unsigned to guests.
        if ((uint)length > (uint)most)
            throw new ControllerException(ControllerFault.Trap, $"{guest.Name}: expected {what} of at most {most:N0} bytes, found {(uint)length:N0}");
    }
}
