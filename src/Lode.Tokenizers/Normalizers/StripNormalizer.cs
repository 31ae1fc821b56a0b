namespace Lode.Tokenizers;

/// <summary>Cuts white space off the ends of a text (<c>Strip</c>).</summary>
sealed class StripNormalizer(bool left, bool right) : Normalizer
{
    public override void Normalize(TextBuffer text)
    {
        ReadOnlySpan<byte> bytes = text.Bytes;
        int start = 0;
        int end = bytes.Length;
        while (left && start < end && CharacterClasses.IsWhiteSpace(Scalars.Read(bytes, start, out int length)))
            start += length;
        while (right && end > start && CharacterClasses.IsWhiteSpace(Scalars.ReadBefore(bytes, end, out int length)))
            end -= length;
        if (end - start == bytes.Length)
            return;
        text.BeginRewrite();
        text.SkipTo(start);
        text.CopyTo(end);
        text.EndRewrite();
    }
}
