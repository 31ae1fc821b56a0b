using System.Text;
using System.Text.Json;
using Lode.Tests;
using Lode.Tokenizers;

namespace Lode.Control.Tests;

/// <summary>Vocabularies for tests of masks.</summary>
static class Vocabularies
{
    static readonly Lazy<Tokenizer> s_small = new(Make);

    /// <summary>
    /// Byte-level, made up: all bytes, words, pieces of several characters' bytes, one text twice, one token that ends a generation and one
    /// that is only special.
    /// </summary>
    internal static Tokenizer Small => s_small.Value;

    /// <summary>One of the data files; skips the test where it is missing.</summary>
    internal static Tokenizer Open(string name) =>
        name == "small" ? Small : Tokenizer.Open(TestData.Require(name == "stories" ? "models/stories260K.gguf" : $"tokenizers/vocab/{name}"));

    /// <summary>The token of some bytes, which must be one.</summary>
    internal static int Token(this Tokenizer tokenizer, string text)
    {
        int token = tokenizer.Trie.FindToken(Encoding.UTF8.GetBytes(text));
        return token >= 0 ? token : throw new ArgumentException($"'{text}' is no token");
    }

    static Tokenizer Make()
    {
        // The bytes' own characters, as in GPT-2.
        char[] alphabet = new char[256];
        for (int value = 0, other = 256; value < 256; value++)
            alphabet[value] = value is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or (>= 0xAE and <= 0xFF) ? (char)value : (char)other++;
        List<byte[]> tokens = [.. Enumerable.Range(0, 256).Select(value => new[] { (byte)value })];
        foreach (string text in (string[])["ab", "abc", "bc", "aa", "12", "123", "2024", "-0", "}}]", "\",\"", "\": ", " a", "  ", "\n\n", "foo", "foobar",
            "é", "éa", "日本", "🚀", "a\nb", "\\u00", "true", "false", "null"])
        {
            tokens.Add(Encoding.UTF8.GetBytes(text));
        }
        // Begins, middles and ends of characters, alone and with others.
        tokens.AddRange([[0xE6, 0x97], [0x97, 0xA5], [(byte)'a', 0xC3], [0xA9, (byte)'b'], [0xF0, 0x9F], [0x9F, 0x9A, 0x80], [0x80, 0xF0, 0x9F], [0xA5, 0xE6]]);
        using MemoryStream json = new();
        using (Utf8JsonWriter writer = new(json))
        {
            writer.WriteStartObject();
            writer.WriteString("version", "1.0");
            writer.WriteStartArray("added_tokens");
            foreach ((string content, int id) in (ReadOnlySpan<(string, int)>)[("<|endoftext|>", tokens.Count), ("<|other|>", tokens.Count + 1)])
            {
                writer.WriteStartObject();
                writer.WriteNumber("id", id);
                writer.WriteString("content", content);
                foreach (string flag in (string[])["single_word", "lstrip", "rstrip", "normalized"])
                    writer.WriteBoolean(flag, false);
                writer.WriteBoolean("special", true);
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
            foreach (string part in (string[])["pre_tokenizer", "decoder"])
            {
                writer.WriteStartObject(part);
                writer.WriteString("type", "ByteLevel");
                writer.WriteBoolean("add_prefix_space", false);
                writer.WriteBoolean("trim_offsets", true);
                writer.WriteBoolean("use_regex", true);
                writer.WriteEndObject();
            }
            writer.WriteStartObject("model");
            writer.WriteString("type", "BPE");
            writer.WriteStartObject("vocab");
            for (int id = 0; id < tokens.Count; id++)
                writer.WriteNumber(string.Concat(tokens[id].Select(value => alphabet[value])), id);
            writer.WriteEndObject();
            writer.WriteStartArray("merges");
            writer.WriteEndArray();
            writer.WriteEndObject();
            writer.WriteEndObject();
        }
        string folder = Directory.CreateTempSubdirectory("lode-test-").FullName;
        try
        {
            string path = Path.Combine(folder, "tokenizer.json");
            File.WriteAllBytes(path, json.ToArray());
            return Tokenizer.Open(path);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
