namespace Lode.Tokenizers;

/// <summary>Replaces an ASCII character by a string: what <c>Replace</c> mostly is used for (a space by U+2581).</summary>
sealed class ReplaceByteNormalizer(byte value, byte[] content) : Normalizer
{
    /// <summary>Whether this is what it replaces by this.</summary>
    public bool Replaces(byte from, ReadOnlySpan<byte> to) => value == from && content.AsSpan().SequenceEqual(to);

    public override void Normalize(TextBuffer text)
    {
        int at = text.Bytes.IndexOf(value);
        if (at < 0)
            return;
        if (!text.TracksOrigins && content.Length is > 0 and <= 4)
        {
            text.Replace(value, content);
            return;
        }
        text.BeginRewrite();
        while (at >= 0)
        {
            text.CopyTo(text.Cursor + at);
            text.Write(content, text.Cursor, text.Cursor + 1);
            text.SkipTo(text.Cursor + 1);
            at = text.Bytes[text.Cursor..].IndexOf(value);
        }
        text.CopyTo(text.Length);
        text.EndRewrite();
    }
}
