namespace Lode.Tokenizers;

/// <summary>SentencePiece's own normaliser (sentencepiece, <c>normalizer.cc</c>).</summary>
/// <remarks>
/// The longest string of the map that begins at a place is replaced, then spaces at the ends go and runs of them become one, a space is
/// put before the text, and spaces become U+2581: each where the model says so.
/// </remarks>
sealed class SentencePieceNormalizer(SentencePieceNormalization normalization) : Normalizer
{
    readonly Normalizer _escape = normalization.EscapesSpaces ? SpaceMarks.Normalizer(prepends: false) : new SequenceNormalizer([]);

    public override void Normalize(TextBuffer text)
    {
        bool isStart = text.BeginsAtStart(0);
        if (normalization.Map is CharacterMap map)
            Replace(text, map);
        if (normalization.RemovesExtraSpaces)
            RemoveExtraSpaces(text);
        if (normalization.AddsPrefix && isStart)
            PrependNormalizer.Prepend(text, " "u8);
        _escape.Normalize(text);
    }

    static void Replace(TextBuffer text, CharacterMap map)
    {
        text.BeginRewrite();
        while (text.Cursor < text.Length)
        {
            int start = text.Cursor;
            int length = map.FindLongest(text.Bytes[start..], out ReadOnlySpan<byte> replacement);
            if (length > 0)
            {
                text.Write(replacement, start, start + length);
                text.SkipTo(start + length);
                continue;
            }
            Scalars.Read(text.Bytes, start, out length);
            text.CopyTo(start + length);
        }
        text.EndRewrite();
    }

    static void RemoveExtraSpaces(TextBuffer text)
    {
        int end = text.Bytes.LastIndexOfAnyExcept((byte)' ') + 1;
        bool afterSpace = true;
        text.BeginRewrite();
        for (int at = 0; at < end; at++)
        {
            bool isSpace = text.Bytes[at] == ' ';
            if (isSpace && afterSpace)
            {
                text.CopyTo(at);
                text.SkipTo(at + 1);
            }
            afterSpace = isSpace;
        }
        text.CopyTo(end);
        text.EndRewrite();
    }
}
