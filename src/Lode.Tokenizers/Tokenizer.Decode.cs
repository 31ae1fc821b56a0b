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
        using Utf16Writer text = new((int)Math.Min(Array.MaxLength, 5L * ids.Length));
        if (Decoder.Bytes is not null)
            DecodeToBytes(ids, text, skipSpecialTokens); // repaired while it becomes UTF-16
        else
            Decode(ids, text, skipSpecialTokens);
        return text.Complete();
    }

    /// <summary>Appends the text of its tokens as well-formed UTF-8, U+FFFD for bytes that are none.</summary>
    /// <param name="ids">The tokens from the start of the text; ids that mean nothing add nothing.</param>
    /// <param name="utf8">Where the text goes.</param>
    /// <param name="skipSpecialTokens">Special tokens add nothing; otherwise they are spelt out.</param>
    public void Decode(ReadOnlySpan<int> ids, IBufferWriter<byte> utf8, bool skipSpecialTokens = true)
    {
        ArgumentNullException.ThrowIfNull(utf8);
        StreamingDecoder decoder = new(this, fromStart: true, skipSpecialTokens);
        decoder.Append(ids, utf8);
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
        StreamingDecoder decoder = new(this, fromStart: true, skipSpecialTokens, keepsIllFormed: true);
        decoder.Append(ids, bytes);
        decoder.Complete(bytes);
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
        DecodeTable? table = DecodeTableFor(ids.Length, skipSpecialTokens);
        Span<byte> block = stackalloc byte[1024];
        using PooledWriter<byte> utf8 = new(256);
        idsConsumed = 0;
        charsWritten = 0;
        for (int i = 0; i <= ids.Length; i++)
        {
            if (table is not null && decoder.IsSettled)
            {
                // No text has more UTF-16 units than bytes, so this fits.
                Span<byte> room = block[..Math.Min(block.Length, destination.Length - charsWritten)];
                i += table.Copy(ids[i..], room, stopsAtPartial: true, out int bytes, out _);
                charsWritten += Encoding.UTF8.GetChars(room[..bytes], destination[charsWritten..]);
                idsConsumed = i;
            }
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
