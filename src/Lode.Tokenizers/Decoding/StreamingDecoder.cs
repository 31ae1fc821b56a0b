using System.Buffers;
using System.Text;

namespace Lode.Tokenizers;

/// <summary>Turns tokens into text as they come, never cutting a character in two.</summary>
/// <remarks>
/// <para>
/// A token may hold only some bytes of a character. They are kept back until the character is whole. Bytes that can no longer become one
/// are written as U+FFFD: one for each maximal ill-formed part, as <see cref="Encoding.UTF8"/> does, or as the file's decoder says.
/// However the tokens come, the output equals <see cref="Tokenizer.Decode(ReadOnlySpan{int}, bool)"/> of all of them.
/// </para>
/// <para>One text at a time, not thread-safe. Nothing is allocated per token where the vocabulary is byte-level.</para>
/// </remarks>
public sealed class StreamingDecoder
{
    readonly Tokenizer _tokenizer;
    readonly ByteStrings? _bytes;
    readonly OutputStage _output = new();
    readonly DecodeStage? _chain;
    readonly Utf8Repair _repair = new();
    readonly Action<ReadOnlySpan<byte>> _write;
    readonly bool _skipsSpecial;
    bool _stripsSpace;

    /// <param name="tokenizer">Whose tokens these are.</param>
    /// <param name="fromStart">
    /// The tokens begin a text, so that the leading space which encoding added is dropped; false for the continuation of a prompt.
    /// </param>
    /// <param name="skipSpecialTokens">Special tokens add nothing; otherwise they are spelt out.</param>
    public StreamingDecoder(Tokenizer tokenizer, bool fromStart = false, bool skipSpecialTokens = true)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        _tokenizer = tokenizer;
        _skipsSpecial = skipSpecialTokens;
        _write = _output.Add;
        _bytes = tokenizer.Decoder.Bytes;
        _stripsSpace = fromStart && tokenizer.Decoder.StripsLeadingSpace;
        _chain = tokenizer.Decoder.CreateChain?.Invoke(_output, fromStart, false);
    }

    /// <summary>How many bytes wait for the rest of their character: 0 to 3.</summary>
    public int PendingLength => _repair.PendingLength;

    /// <summary>Takes a token and writes the characters that are whole now.</summary>
    /// <param name="token">The token; an id outside the vocabulary adds nothing.</param>
    /// <param name="utf8">Where well-formed UTF-8 goes.</param>
    public void Append(int token, IBufferWriter<byte> utf8)
    {
        ArgumentNullException.ThrowIfNull(utf8);
        if (!_tokenizer.Contains(token) || (_skipsSpecial && _tokenizer.IsControl(token)))
            return;
        if (_chain is not null)
        {
            _output.Target = utf8;
            _chain.Add(_tokenizer.GetText(token));
            return;
        }
        ReadOnlySpan<byte> bytes = _bytes![token];
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
        _output.Target = utf8;
        _repair.Append(bytes, _write);
    }

    /// <summary>Ends the text: what is still kept back is written, an incomplete character as U+FFFD.</summary>
    /// <param name="utf8">Where well-formed UTF-8 goes.</param>
    public void Complete(IBufferWriter<byte> utf8)
    {
        ArgumentNullException.ThrowIfNull(utf8);
        _output.Target = utf8;
        _repair.Complete(_write);
        _chain?.Complete();
    }
}
