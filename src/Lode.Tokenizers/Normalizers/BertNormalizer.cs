namespace Lode.Tokenizers;

/// <summary>BERT's normalizer (<c>BertNormalizer</c>).</summary>
static class BertNormalizer
{
    static readonly FilterNormalizer s_clean = new(scalar =>
        CharacterClasses.IsControl(scalar) ? -1 : CharacterClasses.IsWhiteSpace(scalar) ? ' ' : scalar);

    static readonly FilterNormalizer s_dropMarks = new(scalar => CharacterClasses.IsNonspacingMark(scalar) ? -1 : scalar);

    /// <param name="cleansText">Drop control characters, and make every white space a space.</param>
    /// <param name="separatesIdeographs">Set ideographs between spaces.</param>
    /// <param name="stripsAccents">Decompose and drop nonspacing marks.</param>
    /// <param name="lowercases">Make lower case.</param>
    public static Normalizer Create(bool cleansText, bool separatesIdeographs, bool stripsAccents, bool lowercases)
    {
        List<Normalizer> steps = [];
        if (cleansText)
            steps.Add(s_clean);
        if (separatesIdeographs)
            steps.Add(new IdeographNormalizer());
        if (stripsAccents)
            steps.AddRange(new UnicodeNormalizer(composes: false, compatible: false), s_dropMarks);
        if (lowercases)
            steps.Add(new LowercaseNormalizer());
        return new SequenceNormalizer([.. steps]);
    }
}
