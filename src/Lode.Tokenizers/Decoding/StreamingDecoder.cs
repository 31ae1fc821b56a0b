using System.Buffers;
using System.Text;

namespace Lode.Tokenizers;

/// <summary>Turns tokens into text as they come, never cutting a character in two.</summary>
/// <remarks>
/// <para>
/// A token may hold only some bytes of a character. They are kept back, three at the most, until the character is whole. Bytes that can
/// no longer become a character are written as U+FFFD as soon as that is known, one for each maximal ill-formed part, as
/// <see cref="Encoding.UTF8"/> does: whatever the tokens' borders, the output equals the decoding of all bytes at once.
/// </para>
/// <para>One text at a time, not thread-safe. Nothing is allocated per token.</para>
/// </remarks>
public sealed class StreamingDecoder
{
    readonly ITokenizer _tokenizer;
    readonly byte[] _pending = new byte[4];
    int _pendingLength;
    bool _stripsSpace;

    /// <param name="tokenizer">Whose tokens these are.</param>
    /// <param name="fromStart">
    /// The tokens begin a text, so that the leading space which encoding added is dropped; false for the continuation of a prompt.
    /// </param>
    public StreamingDecoder(ITokenizer tokenizer, bool fromStart = false)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        _tokenizer = tokenizer;
        _stripsSpace = fromStart && tokenizer.StripsLeadingSpace;
    }

    /// <summary>How many bytes wait for the rest of their character: 0 to 3.</summary>
    public int PendingLength => _pendingLength;

    /// <summary>Takes a token and writes the characters that are whole now.</summary>
    /// <param name="token">The token.</param>
    /// <param name="utf8">Where well-formed UTF-8 goes.</param>
    /// <exception cref="ArgumentOutOfRangeException">The id is outside the vocabulary.</exception>
    public void Append(int token, IBufferWriter<byte> utf8)
    {
        ReadOnlySpan<byte> bytes = _tokenizer.GetBytes(token);
        if (_stripsSpace && !bytes.IsEmpty)
        {
            _stripsSpace = false;
            if (bytes[0] == ' ')
                bytes = bytes[1..];
        }
        Append(bytes, utf8);
    }

    /// <summary>Takes raw bytes of the text and writes the characters that are whole now.</summary>
    /// <param name="bytes">The bytes that follow those taken before.</param>
    /// <param name="utf8">Where well-formed UTF-8 goes.</param>
    public void Append(ReadOnlySpan<byte> bytes, IBufferWriter<byte> utf8)
    {
        ArgumentNullException.ThrowIfNull(utf8);
        while (!bytes.IsEmpty)
        {
            if (_pendingLength == 0)
            {
                int whole = WholeCharacters(bytes);
                if (whole > 0)
                    utf8.Write(bytes[..whole]);
                bytes = bytes[whole..];
                if (bytes.IsEmpty)
                    break;
            }
            _pending[_pendingLength++] = bytes[0];
            bytes = bytes[1..];
            Drain(utf8);
        }
    }

    /// <summary>Ends the text: a character that is still incomplete is written as U+FFFD.</summary>
    /// <param name="utf8">Where well-formed UTF-8 goes.</param>
    public void Complete(IBufferWriter<byte> utf8)
    {
        ArgumentNullException.ThrowIfNull(utf8);
        if (_pendingLength > 0)
            utf8.Write("\uFFFD"u8); // what is pending is one ill-formed part, never two
        _pendingLength = 0;
    }

    static int WholeCharacters(ReadOnlySpan<byte> bytes)
    {
        int end = 0;
        while (end < bytes.Length && Rune.DecodeFromUtf8(bytes[end..], out _, out int length) == OperationStatus.Done)
            end += length;
        return end;
    }

    void Drain(IBufferWriter<byte> utf8)
    {
        while (_pendingLength > 0)
        {
            Span<byte> pending = _pending.AsSpan(0, _pendingLength);
            OperationStatus status = Rune.DecodeFromUtf8(pending, out _, out int length);
            if (status == OperationStatus.NeedMoreData)
                return;
            utf8.Write(status == OperationStatus.Done ? pending[..length] : "\uFFFD"u8);
            pending[length..].CopyTo(pending);
            _pendingLength -= length;
        }
    }
}
