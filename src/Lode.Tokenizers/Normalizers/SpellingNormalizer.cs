namespace Lode.Tokenizers;

/// <summary>Spells bytes as GPT-2's visible characters (<c>ByteLevel</c>), for models that are not byte-level themselves.</summary>
sealed class SpellingNormalizer : Normalizer
{
    public override void Normalize(TextBuffer text)
    {
        Span<byte> spelling = stackalloc byte[2];
        text.BeginRewrite();
        for (int at = 0; at < text.Length; at++)
        {
            int length = ByteLevelAlphabet.Spell(text.Bytes.Slice(at, 1), spelling);
            text.Write(spelling[..length], at, at + 1);
        }
        text.EndRewrite();
    }
}
