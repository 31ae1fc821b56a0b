namespace Lode.Tokenizers;

/// <summary>SentencePiece's <c>NormalizerSpec</c>.</summary>
sealed class SentencePieceNormalization
{
    /// <summary>What is replaced by what; null for nothing.</summary>
    public CharacterMap? Map { get; private set; }

    /// <summary>A space goes before the text.</summary>
    public bool AddsPrefix { get; private set; } = true;

    /// <summary>Spaces at the ends go, and runs of them become one.</summary>
    public bool RemovesExtraSpaces { get; private set; } = true;

    /// <summary>Spaces become U+2581.</summary>
    public bool EscapesSpaces { get; private set; } = true;

    /// <summary>The defaults.</summary>
    public SentencePieceNormalization()
    {
    }

    /// <param name="map">What is replaced by what; null for nothing.</param>
    /// <param name="addsPrefix">A space goes before the text.</param>
    /// <param name="removesExtraSpaces">Spaces at the ends go, and runs of them become one.</param>
    /// <param name="escapesSpaces">Spaces become U+2581.</param>
    public SentencePieceNormalization(CharacterMap? map, bool addsPrefix, bool removesExtraSpaces, bool escapesSpaces) =>
        (Map, AddsPrefix, RemovesExtraSpaces, EscapesSpaces) = (map, addsPrefix, removesExtraSpaces, escapesSpaces);

    /// <summary>The bytes that <see cref="Map"/> was read from; null where there is none.</summary>
    public byte[]? MapBytes { get; private set; }

    /// <exception cref="FormatException">It is cut short or no message.</exception>
    public static SentencePieceNormalization Read(ReadOnlySpan<byte> message)
    {
        SentencePieceNormalization normalization = new();
        ProtobufReader reader = new(message);
        while (reader.Read())
        {
            switch (reader.Field)
            {
                case 2:
                    normalization.MapBytes = reader.Bytes.IsEmpty ? null : reader.Bytes.ToArray();
                    normalization.Map = reader.Bytes.IsEmpty ? null : CharacterMap.Read(reader.Bytes);
                    break;
                case 3: normalization.AddsPrefix = reader.Number != 0; break;
                case 4: normalization.RemovesExtraSpaces = reader.Number != 0; break;
                case 5: normalization.EscapesSpaces = reader.Number != 0; break;
            }
        }
        return normalization;
    }
}
