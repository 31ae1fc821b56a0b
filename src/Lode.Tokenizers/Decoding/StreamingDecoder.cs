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
    const int BlockLength = 16 << 10; // is looked through again while it is in the first cache

    readonly Tokenizer _tokenizer;
    readonly ByteStrings? _bytes;
    readonly OutputStage _output = new();
    readonly DecodeStage? _chain;
    readonly Utf8Repair _repair = new();
    readonly Action<ReadOnlySpan<byte>> _write;
    readonly bool _skipsSpecial;
    readonly bool _keepsIllFormed;
    bool _stripsSpace;

    /// <param name="tokenizer">Whose tokens these are.</param>
    /// <param name="fromStart">
    /// The tokens begin a text, so that the leading space which encoding added is dropped; false for the continuation of a prompt.
    /// </param>
    /// <param name="skipSpecialTokens">Special tokens add nothing; otherwise they are spelt out.</param>
    public StreamingDecoder(Tokenizer tokenizer, bool fromStart = false, bool skipSpecialTokens = true)
        : this(tokenizer, fromStart, skipSpecialTokens, keepsIllFormed: false)
    {
    }

    /// <param name="tokenizer">Whose tokens these are.</param>
    /// <param name="fromStart">The tokens begin a text.</param>
    /// <param name="skipSpecialTokens">Special tokens add nothing; otherwise they are spelt out.</param>
    /// <param name="keepsIllFormed">Bytes that are no UTF-8 stay as they are, and nothing is kept back.</param>
    internal StreamingDecoder(Tokenizer tokenizer, bool fromStart, bool skipSpecialTokens, bool keepsIllFormed)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        _tokenizer = tokenizer;
        _keepsIllFormed = keepsIllFormed;
        _skipsSpecial = skipSpecialTokens;
        _write = _output.Add;
        _bytes = tokenizer.Decoder.Bytes;
        _stripsSpace = fromStart && tokenizer.Decoder.StripsLeadingSpace;
        _chain = tokenizer.Decoder.CreateChain?.Invoke(_output, fromStart, keepsIllFormed);
    }

    /// <summary>How many bytes wait for the rest of their character: 0 to 3.</summary>
    public int PendingLength => _repair.PendingLength;

    /// <summary>Nothing is kept back, and each token that is not irregular adds its own bytes.</summary>
    internal bool IsSettled => _chain is null ? !_stripsSpace && _repair.PendingLength == 0 : _chain.IsSettled;

    /// <summary>Takes tokens and writes the characters that are whole now.</summary>
    /// <param name="tokens">The tokens; ids outside the vocabulary add nothing.</param>
    /// <param name="utf8">Where well-formed UTF-8 goes.</param>
    public void Append(ReadOnlySpan<int> tokens, IBufferWriter<byte> utf8)
    {
        ArgumentNullException.ThrowIfNull(utf8);
        DecodeTable? table = _tokenizer.DecodeTableFor(tokens.Length, _skipsSpecial);
        while (!tokens.IsEmpty)
        {
            if (table is not null && IsSettled)
                tokens = tokens[AppendRun(table, tokens, utf8)..];
            if (tokens.IsEmpty)
                break;
            Append(tokens[0], utf8);
            tokens = tokens[1..];
        }
    }

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
        if (_keepsIllFormed)
        {
            utf8.Write(bytes);
            return;
        }
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

    /// <summary>Takes tokens up to the first that does not simply add its bytes, or as many as make a block.</summary>
    /// <returns>Their number.</returns>
    int AppendRun(DecodeTable table, ReadOnlySpan<int> tokens, IBufferWriter<byte> utf8)
    {
        Span<byte> room = utf8.GetSpan((int)Math.Min(BlockLength, 4L * tokens.Length));
        room = room[..Math.Min(room.Length, BlockLength)];
        // Stages would repair, each by itself, what is no UTF-8.
        bool stopsAtPartial = _chain is not null && !_keepsIllFormed;
        int count = table.Copy(tokens, room, stopsAtPartial, out int written, out bool hasPartial);
        if (!hasPartial || _keepsIllFormed)
        {
            utf8.Advance(written);
            return count;
        }
        int whole = written - Utf8Repair.IncompleteLength(room[..written]);
        if (!System.Text.Unicode.Utf8.IsValid(room[..whole]))
            whole = 0;
        using PooledWriter<byte> rest = new(written - whole);
        rest.Write(room[whole..written]);
        utf8.Advance(whole);
        Append(rest.Written, utf8);
        return count;
    }
}
