using System.Buffers;
using System.Text;

namespace Lode.Tokenizers;

/// <summary>Whole texts in one call; for a stream of tokens see <see cref="StreamingDecoder"/>.</summary>
public static class TokenizerExtensions
{
    /// <summary>The token ids of a UTF-8 text.</summary>
    /// <param name="tokenizer">The tokenizer.</param>
    /// <param name="utf8">The text.</param>
    /// <param name="options">What to add and what to recognise.</param>
    public static int[] Encode(this ITokenizer tokenizer, ReadOnlySpan<byte> utf8, EncodeOptions options = default)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        ArrayBufferWriter<int> tokens = new();
        tokenizer.Encode(utf8, options, tokens);
        return tokens.WrittenSpan.ToArray();
    }

    /// <summary>The token ids of a text; a lone surrogate counts as U+FFFD.</summary>
    /// <param name="tokenizer">The tokenizer.</param>
    /// <param name="text">The text.</param>
    /// <param name="options">What to add and what to recognise.</param>
    public static int[] Encode(this ITokenizer tokenizer, string text, EncodeOptions options = default) =>
        tokenizer.Encode(Encoding.UTF8.GetBytes(text), options);

    /// <summary>
    /// Appends the bytes of a whole text's tokens: special tokens add nothing, and where <see cref="ITokenizer.StripsLeadingSpace"/> says
    /// so, the one space that encoding put first is dropped.
    /// </summary>
    /// <param name="tokenizer">The tokenizer.</param>
    /// <param name="tokens">The tokens from the start of the text.</param>
    /// <param name="utf8">Where the bytes go; ill-formed UTF-8 where the tokens are not those of a well-formed text.</param>
    /// <exception cref="ArgumentOutOfRangeException">An id is outside the vocabulary.</exception>
    public static void Decode(this ITokenizer tokenizer, ReadOnlySpan<int> tokens, IBufferWriter<byte> utf8)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        ArgumentNullException.ThrowIfNull(utf8);
        bool strips = tokenizer.StripsLeadingSpace;
        foreach (int token in tokens)
        {
            ReadOnlySpan<byte> bytes = tokenizer.GetBytes(token);
            if (strips && !bytes.IsEmpty)
            {
                strips = false;
                if (bytes[0] == ' ')
                    bytes = bytes[1..];
            }
            utf8.Write(bytes);
        }
    }

    /// <summary>The text of its tokens, with U+FFFD for bytes that are no UTF-8.</summary>
    /// <param name="tokenizer">The tokenizer.</param>
    /// <param name="tokens">The tokens from the start of the text.</param>
    /// <exception cref="ArgumentOutOfRangeException">An id is outside the vocabulary.</exception>
    public static string Decode(this ITokenizer tokenizer, ReadOnlySpan<int> tokens)
    {
        ArrayBufferWriter<byte> utf8 = new();
        tokenizer.Decode(tokens, utf8);
        return Encoding.UTF8.GetString(utf8.WrittenSpan);
    }
}
