using System.Text;
using System.Text.Json;
using Lode.Tokenizers;

namespace Lode.Control.Tests;

/// <summary>A tokenizer of 40 tokens: two special ones, the letters, some words, a part of a character, and two spellings of the same bytes.</summary>
static class SmallTokenizer
{
    public const int Begin = 0;
    public const int End = 1;
    public const int A = 2;
    public const int Space = 28;

    static readonly string[] s_words =
    [
        "<s>", "</s>", "a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o", "p", "q", "r", "s", "t", "u", "v", "w", "x",
        "y", "z", " ", "ab", "th", "the", "in", "on", "<0xC3>", "<0xA4>", "<0x61>", ".", "!", "abab",
    ];

    public static int Count => s_words.Length;

    public static Tokenizer Instance { get; } = Make();

    /// <summary>A new one each time.</summary>
    public static Tokenizer Make(string last = "abab")
    {
        string[] words = [.. s_words[..^1], last];
        string vocabulary = string.Join(',', words.Select((word, id) => $"{JsonSerializer.Serialize(word)}:{id}"));
        string special = string.Join(',', new[] { Begin, End }.Select(id =>
            $$"""{"id":{{id}},"content":"{{words[id]}}","single_word":false,"lstrip":false,"rstrip":false,"normalized":false,"special":true}"""));
        return Tokenizer.FromTokenizerJson(Encoding.UTF8.GetBytes($$"""
            {"added_tokens":[{{special}}],"decoder":{"type":"Sequence","decoders":[{"type":"ByteFallback"},{"type":"Fuse"}]},
            "model":{"type":"BPE","byte_fallback":true,"vocab":{ {{vocabulary}} },
            "merges":["a b","t h","th e","i n","o n"{{(last == "abab" ? ",\"ab ab\"" : "")}}] } }
            """), "small");
    }
}
