namespace Lode.Tokenizers;

/// <summary>Several normalizers in a row (<c>Sequence</c>).</summary>
sealed class SequenceNormalizer(Normalizer[] normalizers) : Normalizer
{
    public override void Normalize(TextBuffer text)
    {
        foreach (Normalizer normalizer in normalizers)
            normalizer.Normalize(text);
    }
}
