namespace Lode.Tokenizers;

/// <summary>Several normalizers in a row (<c>Sequence</c>).</summary>
sealed class SequenceNormalizer(Normalizer[] normalizers) : Normalizer
{
    /// <summary>The normalizers in their order.</summary>
    public Normalizer[] Parts => normalizers;

    public override void Normalize(TextBuffer text)
    {
        foreach (Normalizer normalizer in normalizers)
            normalizer.Normalize(text);
    }
}
