using System.Text;
using Lode.Tokenizers;

namespace Lode.Control.Bench;

/// <summary>A vocabulary as large as wanted: random words of 1 to 12 letters, half of them behind a space.</summary>
static class BenchTokenizer
{
    public static Tokenizer Make(int tokens)
    {
        Random random = new(5);
        HashSet<string> words = [];
        StringBuilder vocabulary = new();
        while (words.Count < tokens)
        {
            // The letter Ġ is a space in vocabularies of bytes.
            StringBuilder word = new(random.Next(2) == 0 ? "Ġ" : "");
            for (int i = random.Next(1, 13); i > 0; i--)
                word.Append((char)('a' + (int)(26 * Math.Pow(random.NextDouble(), 2))));
            if (words.Add(word.ToString()))
                vocabulary.Append(words.Count > 1 ? ",\"" : "\"").Append(word).Append("\":").Append(words.Count - 1);
        }
        return Tokenizer.FromTokenizerJson(Encoding.UTF8.GetBytes($$"""
            {"added_tokens":[],"pre_tokenizer":{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":true},
            "decoder":{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":true},
            "model":{"type":"BPE","vocab":{ {{vocabulary}} },"merges":[] } }
            """), "bench");
    }
}
