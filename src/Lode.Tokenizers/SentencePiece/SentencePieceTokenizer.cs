using System.Buffers;

namespace Lode.Tokenizers;

/// <summary>
/// SentencePiece BPE (<c>tokenizer.ggml.model = llama</c>): characters merge by the score of what they become, the leftmost first among
/// equals; what the vocabulary cannot spell falls back to bytes.
/// </summary>
/// <remarks>
/// Spaces are written U+2581 in the vocabulary, so a U+2581 in the text comes back as a space. Control, unknown and byte tokens never
/// result from merges: plain text cannot spell them (in llama.cpp it can, where the vocabulary happens to hold their parts).
/// </remarks>
sealed class SentencePieceTokenizer : VocabularyTokenizer
{
    readonly BpeModel _model;
    readonly bool _addsSpacePrefix;

    /// <param name="vocabulary">The tokens.</param>
    /// <param name="special">The tokens with a meaning of their own.</param>
    /// <param name="bytes">What each token adds to the text.</param>
    /// <param name="model">Encodes text whose spaces are U+2581.</param>
    /// <param name="addsSpacePrefix">Whether a space goes before text that follows nothing or a special token.</param>
    public SentencePieceTokenizer(Vocabulary vocabulary, SpecialTokens special, ByteStrings bytes, BpeModel model, bool addsSpacePrefix)
        : base(vocabulary, special, bytes)
    {
        _model = model;
        _addsSpacePrefix = addsSpacePrefix;
    }

    public override bool StripsLeadingSpace => _addsSpacePrefix;

    /// <summary>U+2581, which stands for a space in the vocabulary.</summary>
    internal static ReadOnlySpan<byte> Space => "\u2581"u8;

    protected override void EncodeText(ReadOnlySpan<byte> text, ref TokenSink sink)
    {
        long capacity = 3L * text.Length + 3;
        if (capacity > Array.MaxLength)
            throw new ArgumentException($"a text of {text.Length} bytes is too long to encode at once; encode it in parts", nameof(text));
        byte[] buffer = ArrayPool<byte>.Shared.Rent((int)capacity);
        try
        {
            _model.EncodeSegment(buffer.AsSpan(0, Escape(text, buffer)), null, ref sink);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    int Escape(ReadOnlySpan<byte> text, Span<byte> destination)
    {
        int written = 0;
        if (_addsSpacePrefix)
        {
            Space.CopyTo(destination);
            written = Space.Length;
        }
        foreach (byte value in text)
        {
            if (value == ' ')
            {
                Space.CopyTo(destination[written..]);
                written += Space.Length;
            }
            else
            {
                destination[written++] = value;
            }
        }
        return written;
    }
}
