using System.Text;
using System.Text.Json;
using Lode.Tokenizers;

namespace Lode.Control.Bench;

/// <summary>A vocabulary as large as wanted: all bytes, then random words of 1 to 12 letters, half of them behind a space.</summary>
static class BenchTokenizer
{
    public static Tokenizer Make(int tokens)
    {
        Random random = new(5);
        HashSet<string> words = [];
        StringBuilder vocabulary = new();
        for (int value = 0, other = 256; value < 256; value++)
            Add(words, vocabulary, $"{(value is > 32 and < 127 or > 160 and not 173 ? (char)value : (char)other++)}");
        while (words.Count < tokens)
        {
            // The letter Ġ is a space in vocabularies of bytes.
            StringBuilder word = new(random.Next(2) == 0 ? "Ġ" : "");
            for (int i = random.Next(1, 13); i > 0; i--)
                word.Append((char)('a' + (int)(26 * Math.Pow(random.NextDouble(), 2))));
            Add(words, vocabulary, word.ToString());
        }
        return Tokenizer.FromTokenizerJson(Encoding.UTF8.GetBytes($$"""
            {"added_tokens":[],"pre_tokenizer":{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":true},
            "decoder":{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":true},
            "model":{"type":"BPE","vocab":{ {{vocabulary}} },"merges":[] } }
            """), "bench");
    }

    static void Add(HashSet<string> words, StringBuilder vocabulary, string word)
    {
        if (words.Add(word))
            vocabulary.Append(words.Count > 1 ? "," : "").Append(JsonSerializer.Serialize(word)).Append(':').Append(words.Count - 1);
    }
}
