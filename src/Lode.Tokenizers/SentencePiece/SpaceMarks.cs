namespace Lode.Tokenizers;

/// <summary>U+2581, which stands for a space in SentencePiece's vocabularies.</summary>
static class SpaceMarks
{
    /// <summary>U+2581.</summary>
    public static ReadOnlySpan<byte> Space => "\u2581"u8;

    /// <summary>Turns spaces into marks.</summary>
    /// <param name="prepends">One more goes before text that follows nothing or an added token.</param>
    public static Normalizer Normalizer(bool prepends)
    {
        ReplaceByteNormalizer replace = new((byte)' ', [.. Space]);
        return prepends ? new SequenceNormalizer([new PrependNormalizer([.. Space]), replace]) : replace;
    }

    /// <summary>Turns marks into spaces; returns the bytes written, no more than there were.</summary>
    public static int Remove(ReadOnlySpan<byte> text, Span<byte> destination)
    {
        int written = 0;
        while (!text.IsEmpty)
        {
            bool isSpace = text.StartsWith(Space);
            destination[written++] = isSpace ? (byte)' ' : text[0];
            text = text[(isSpace ? Space.Length : 1)..];
        }
        return written;
    }
}
