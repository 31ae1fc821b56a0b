using System.Buffers;
using System.Text;

namespace Lode.Tokenizers;

/// <summary>Passes bytes on as well-formed UTF-8, never cutting a character in two.</summary>
/// <remarks>
/// An incomplete character is kept back, three bytes at the most. Bytes that can no longer become a character are written as U+FFFD as soon
/// as that is known, one for each maximal ill-formed part, as <see cref="Encoding.UTF8"/> does: whatever the parts, the output equals
/// that of all bytes at once.
/// </remarks>
sealed class Utf8Repair
{
    readonly byte[] _pending = new byte[4];

    /// <summary>How many bytes wait for the rest of their character: 0 to 3.</summary>
    public int PendingLength { get; private set; }

    /// <summary>Takes bytes and writes the characters that are whole now.</summary>
    public void Append(ReadOnlySpan<byte> bytes, Action<ReadOnlySpan<byte>> write)
    {
        while (!bytes.IsEmpty)
        {
            if (PendingLength == 0)
            {
                int whole = WholeCharacters(bytes);
                if (whole > 0)
                    write(bytes[..whole]);
                bytes = bytes[whole..];
                if (bytes.IsEmpty)
                    break;
            }
            _pending[PendingLength++] = bytes[0];
            bytes = bytes[1..];
            Drain(write);
        }
    }

    /// <summary>Ends the text: a character that is still incomplete is written as U+FFFD.</summary>
    public void Complete(Action<ReadOnlySpan<byte>> write)
    {
        if (PendingLength > 0)
            write("\uFFFD"u8); // what is pending is one ill-formed part, never two
        PendingLength = 0;
    }

    /// <summary>How many bytes at the end of a text may be the beginning of a character: 0 to 3.</summary>
    public static int IncompleteLength(ReadOnlySpan<byte> bytes)
    {
        int length = 0;
        while (length < 3 && length < bytes.Length)
        {
            byte value = bytes[^++length];
            if (value < 0x80)
                return 0;
            if (value >= 0xC0)
                return length < (value < 0xE0 ? 2 : value < 0xF0 ? 3 : 4) ? length : 0;
        }
        return 0;
    }

    static int WholeCharacters(ReadOnlySpan<byte> bytes)
    {
        int end = 0;
        while (end < bytes.Length)
        {
            if (bytes[end] < 0x80)
                end++;
            else if (Rune.DecodeFromUtf8(bytes[end..], out _, out int length) == OperationStatus.Done)
                end += length;
            else
                break;
        }
        return end;
    }

    void Drain(Action<ReadOnlySpan<byte>> write)
    {
        while (PendingLength > 0)
        {
            Span<byte> pending = _pending.AsSpan(0, PendingLength);
            OperationStatus status = Rune.DecodeFromUtf8(pending, out _, out int length);
            if (status == OperationStatus.NeedMoreData)
                return;
            write(status == OperationStatus.Done ? pending[..length] : "\uFFFD"u8);
            pending[length..].CopyTo(pending);
            PendingLength -= length;
        }
    }
}
