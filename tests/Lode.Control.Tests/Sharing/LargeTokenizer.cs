using System.Text;
using Lode.Tokenizers;

namespace Lode.Control.Tests.Sharing;

/// <summary>A tokenizer of as many random words as are wanted.</summary>
static class LargeTokenizer
{
    public static Tokenizer Make(int tokens)
    {
        Random random = new(5);
        HashSet<string> words = [];
        while (words.Count < tokens)
            words.Add(new([.. Enumerable.Range(0, random.Next(1, 10)).Select(_ => (char)('a' + random.Next(26)))]));
        return Tokenizer.FromTokenizerJson(Encoding.UTF8.GetBytes($$"""
            {"added_tokens":[],"pre_tokenizer":{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":true},
            "decoder":{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":true},
            "model":{"type":"BPE","vocab":{ {{string.Join(',', words.Select((word, id) => $"\"{word}\":{id}"))}} },"merges":[] } }
            """), "large");
    }
}
