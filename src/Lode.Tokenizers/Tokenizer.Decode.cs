using System.Buffers;
using System.Text;

namespace Lode.Tokenizers;

public sealed partial class Tokenizer
{
    /// <summary>The text of its tokens, as the file's decoder has it; U+FFFD for bytes that are no UTF-8.</summary>
    /// <param name="ids">The tokens from the start of the text; ids that mean nothing add nothing.</param>
    /// <param name="skipSpecialTokens">Special tokens add nothing; otherwise they are spelt out.</param>
    public string Decode(ReadOnlySpan<int> ids, bool skipSpecialTokens = true)
    {
        using PooledWriter<byte> utf8 = new(4 * ids.Length);
        if (Decoder.Bytes is not null)
        {
            DecodeToBytes(ids, utf8, skipSpecialTokens);
            return Encoding.UTF8.GetString(utf8.Written);
        }
        Decode(ids, utf8, skipSpecialTokens);
        return Encoding.UTF8.GetString(utf8.Written);
    }

    /// <summary>Appends the text of its tokens as well-formed UTF-8, U+FFFD for bytes that are none.</summary>
    /// <param name="ids">The tokens from the start of the text; ids that mean nothing add nothing.</param>
    /// <param name="utf8">Where the text goes.</param>
    /// <param name="skipSpecialTokens">Special tokens add nothing; otherwise they are spelt out.</param>
    public void Decode(ReadOnlySpan<int> ids, IBufferWriter<byte> utf8, bool skipSpecialTokens = true)
    {
        ArgumentNullException.ThrowIfNull(utf8);
        StreamingDecoder decoder = new(this, fromStart: true, skipSpecialTokens);
        foreach (int id in ids)
            decoder.Append(id, utf8);
        decoder.Complete(utf8);
    }

    /// <summary>
    /// Appends the bytes of its tokens as they are: what <see cref="EncodeToIds(ReadOnlySpan{byte}, EncodeOptions)"/> was given comes back
    /// from a byte-level vocabulary without normalizer, well-formed or not.
    /// </summary>
    /// <param name="ids">The tokens from the start of the text; ids that mean nothing add nothing.</param>
    /// <param name="bytes">Where the bytes go; ill-formed UTF-8 where the tokens are not those of a well-formed text.</param>
    /// <param name="skipSpecialTokens">Special tokens add nothing; otherwise they are spelt out.</param>
    public void DecodeToBytes(ReadOnlySpan<int> ids, IBufferWriter<byte> bytes, bool skipSpecialTokens = true)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        if (Decoder.Bytes is not ByteStrings table)
        {
            OutputStage output = new() { Target = bytes };
            DecodeStage chain = Decoder.CreateChain!(output, true, true);
            foreach (int id in ids)
            {
                if (Contains(id) && !(skipSpecialTokens && IsControl(id)))
                    chain.Add(GetText(id));
            }
            chain.Complete();
            return;
        }
        bool strips = Decoder.StripsLeadingSpace;
        foreach (int id in ids)
        {
            if (!Contains(id) || (skipSpecialTokens && IsControl(id)))
                continue;
            ReadOnlySpan<byte> token = table[id];
            if (strips && !token.IsEmpty)
            {
                strips = false;
                if (token[0] == ' ')
                    token = token[1..];
            }
            bytes.Write(token);
        }
    }

    /// <summary>Writes the text of its tokens to the caller's memory, as much of it as fits in whole tokens.</summary>
    /// <param name="ids">The tokens from the start of the text; ids that mean nothing add nothing.</param>
    /// <param name="destination">Where the text goes.</param>
    /// <param name="idsConsumed">The tokens whose text was written.</param>
    /// <param name="charsWritten">The UTF-16 units that were written.</param>
    /// <param name="skipSpecialTokens">Special tokens add nothing; otherwise they are spelt out.</param>
    /// <returns><see cref="OperationStatus.Done"/> or <see cref="OperationStatus.DestinationTooSmall"/>.</returns>
    public OperationStatus Decode(
        ReadOnlySpan<int> ids, Span<char> destination, out int idsConsumed, out int charsWritten, bool skipSpecialTokens = true)
    {
        StreamingDecoder decoder = new(this, fromStart: true, skipSpecialTokens);
        using PooledWriter<byte> utf8 = new(256);
        idsConsumed = 0;
        charsWritten = 0;
        for (int i = 0; i <= ids.Length; i++)
        {
            utf8.Truncate(0);
            if (i < ids.Length)
                decoder.Append(ids[i], utf8);
            else
                decoder.Complete(utf8);
            int length = Encoding.UTF8.GetCharCount(utf8.Written);
            if (charsWritten + length > destination.Length)
                return OperationStatus.DestinationTooSmall;
            charsWritten += Encoding.UTF8.GetChars(utf8.Written, destination[charsWritten..]);
            idsConsumed = Math.Min(i + 1, ids.Length);
        }
        return OperationStatus.Done;
    }
}
