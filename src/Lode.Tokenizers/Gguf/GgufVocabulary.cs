using System.Text;
using Lode.Formats;

namespace Lode.Tokenizers;

/// <summary>Reads the tokens with their kinds and scores.</summary>
static class GgufVocabulary
{
    // Far above any vocabulary in use (262,144), and low enough that a damaged file cannot take the memory.
    const long MaxCount = 1 << 22;
    const int MaxTokenLength = 1 << 16;

    public static Vocabulary Read(GgufMetadata metadata, bool needsScores)
    {
        ByteStrings texts = ReadTexts(metadata);
        TokenType[] types = ReadTypes(metadata, texts.Count);
        float[]? scores = needsScores ? ReadScores(metadata, texts.Count) : null;
        Vocabulary vocabulary = new(texts, types, scores, out (int First, int Second)? duplicate);
        if (duplicate is (int first, int second))
        {
            throw GgufKeys.Error(
                metadata, GgufKeys.Tokens, "every token once", $"{Quote(texts[first])} as tokens {first} and {second}");
        }
        return vocabulary;
    }

    /// <summary>A token as it appears in messages, shortened.</summary>
    public static string Quote(ReadOnlySpan<byte> text) =>
        text.Length <= 64 ? $"'{Encoding.UTF8.GetString(text)}'" : $"'{Encoding.UTF8.GetString(text[..64])}...' ({text.Length} bytes)";

    /// <summary>The elements of a string array that has between 1 and <see cref="MaxCount"/> of them.</summary>
    public static GgufArray Strings(GgufMetadata metadata, string key, int min)
    {
        GgufArray array = metadata.GetArray(key);
        if (array.ElementType != GgufValueType.String)
            throw GgufKeys.Error(metadata, key, "an array of strings", $"an array of {array.ElementType}");
        if (array.Count < min || array.Count > MaxCount)
            throw GgufKeys.Error(metadata, key, $"{min} to {MaxCount} strings", $"{array.Count}");
        return array;
    }

    static ByteStrings ReadTexts(GgufMetadata metadata)
    {
        GgufArray array = Strings(metadata, GgufKeys.Tokens, 1);
        ByteStrings texts = new((int)array.Count);
        foreach (ReadOnlySpan<byte> text in array.EnumerateStrings())
        {
            if (text.Length > MaxTokenLength)
            {
                throw GgufKeys.Error(
                    metadata, GgufKeys.Tokens, $"tokens of at most {MaxTokenLength} bytes", $"{text.Length} bytes in token {texts.Count}");
            }
            texts.Add(text);
        }
        texts.TrimExcess();
        return texts;
    }

    static TokenType[] ReadTypes(GgufMetadata metadata, int count)
    {
        TokenType[] types = new TokenType[count];
        if (!metadata.TryGetArray(GgufKeys.TokenTypes, out GgufArray array))
        {
            Array.Fill(types, TokenType.Normal);
            return types;
        }
        if (array.ElementType is not (GgufValueType.Int32 or GgufValueType.UInt32))
            throw GgufKeys.Error(metadata, GgufKeys.TokenTypes, "an array of Int32", $"an array of {array.ElementType}");
        RequireCount(metadata, GgufKeys.TokenTypes, array.Count, count);
        for (int id = 0; id < count; id++)
        {
            long type = array.GetInteger(id);
            if (type is < 0 or > (long)TokenType.Byte)
                throw GgufKeys.Error(metadata, GgufKeys.TokenTypes, "kinds from 0 to 6", $"{type} for token {id}");
            types[id] = (TokenType)type;
        }
        return types;
    }

    static float[] ReadScores(GgufMetadata metadata, int count)
    {
        GgufArray array = metadata.GetArray(GgufKeys.Scores);
        if (array.ElementType != GgufValueType.Float32)
            throw GgufKeys.Error(metadata, GgufKeys.Scores, "an array of Float32", $"an array of {array.ElementType}");
        RequireCount(metadata, GgufKeys.Scores, array.Count, count);
        float[] scores = new float[count];
        array.CopyTo(scores);
        int nan = Array.FindIndex(scores, float.IsNaN);
        if (nan >= 0)
            throw GgufKeys.Error(metadata, GgufKeys.Scores, "numbers", $"NaN for token {nan}");
        return scores;
    }

    static void RequireCount(GgufMetadata metadata, string key, long found, int tokens)
    {
        if (found != tokens)
            throw GgufKeys.Error(metadata, key, $"one element for each of the {tokens} tokens", $"{found} elements");
    }
}
