using System.Text.Json;

namespace Lode.Tokenizers;

/// <summary>Makes the components that <c>tokenizer.json</c> has no words for: <see cref="PipelineDescription"/> says which.</summary>
/// <param name="source">The file.</param>
/// <param name="section">The section.</param>
sealed class OwnComponents(JsonSource source, JsonElement section)
{
    const string Where = PipelineDescription.Own;

    /// <summary>One space at the start of the text is not part of it.</summary>
    public bool StripsLeadingSpace { get; } = source.String(section, "strips_space", Where, "no") == "yes";

    /// <summary>SentencePiece's normalizer, or null.</summary>
    /// <param name="map">Its character map; empty where there is none.</param>
    /// <exception cref="FormatException">The map is none.</exception>
    public Normalizer? Normalizer(ReadOnlySpan<byte> map) =>
        section.TryGetProperty("normalizer", out JsonElement normalizer)
            ? new SentencePieceNormalizer(new SentencePieceNormalization(
                map.IsEmpty ? null : CharacterMap.Read(map),
                source.Boolean(normalizer, "adds_prefix", Where),
                source.Boolean(normalizer, "removes_extra_spaces", Where),
                source.Boolean(normalizer, "escapes_spaces", Where)))
            : null;

    /// <summary>The pre-tokenizers, or null.</summary>
    public SplitStep[]? Steps()
    {
        if (section.TryGetProperty("words", out _))
        {
            string name = source.String(section, "words", Where);
            PreTokenizerKind kind = PreTokenizerKind.Find(name)
                ?? throw source.Error($"{Where}.words", $"one of {PreTokenizerKind.SupportedNames}", $"'{JsonSource.Shorten(name)}'");
            return kind.CreateSteps();
        }
        if (section.TryGetProperty("encoding", out _))
        {
            string name = source.String(section, "encoding", Where);
            TiktokenEncoding encoding = TiktokenEncoding.Find(name)
                ?? throw source.Error($"{Where}.encoding", $"one of {TiktokenEncoding.Names}", $"'{JsonSource.Shorten(name)}'");
            return encoding.Steps();
        }
        return null;
    }
}
