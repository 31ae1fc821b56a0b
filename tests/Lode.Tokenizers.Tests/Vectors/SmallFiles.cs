using System.Text;

namespace Lode.Tokenizers.Tests;

/// <summary>Vocabularies small enough to see through.</summary>
static class SmallFiles
{
    static readonly string[] s_merges =
    [
        "b c", "a b", "h e", "l l", "he ll", "hell o", "Ġ hello", "Ġ Ġ", "a a", "aa aa", "Ċ Ċ", "ï ¿", "ï¿ ½", "1 2", "12 3",
    ];

    /// <summary>Every byte, the results of 15 merges, and three tokens that no merge makes.</summary>
    public static TokenizerFile ByteLevel(string pre)
    {
        List<string> tokens = [.. Enumerable.Range(0, 256).Select(value => Spell([(byte)value]))];
        tokens.AddRange(s_merges.Select(merge => merge.Replace(" ", "")));
        List<int> types = [.. tokens.Select(_ => 1)];
        tokens.AddRange("xyz", "<|endoftext|>", "<|im_end|>", "<tool>");
        types.AddRange([1, 3, 3, 4]);
        return new TokenizerFile()
            .Set(TokenizerFile.Model, "gpt2")
            .Set(TokenizerFile.Pre, pre)
            .Set(TokenizerFile.Tokens, tokens)
            .Set(TokenizerFile.Types, types)
            .Set(TokenizerFile.Merges, s_merges)
            .Set(TokenizerFile.BeginId, (uint)tokens.IndexOf("<|endoftext|>"))
            .Set(TokenizerFile.EndId, (uint)tokens.IndexOf("<|endoftext|>"));
    }

    /// <summary>Unknown, BOS, EOS, the bytes, and pieces with scores.</summary>
    public static TokenizerFile SentencePiece(params (string Text, float Score, int Type)[] more)
    {
        List<string> tokens = ["<unk>", "<s>", "</s>", .. Enumerable.Range(0, 256).Select(value => $"<0x{value:X2}>")];
        List<int> types = [2, 3, 3, .. Enumerable.Repeat(6, 256)];
        List<float> scores = [0, 0, 0, .. Enumerable.Repeat(0f, 256)];
        foreach ((string text, float score, int type) in ((string, float, int)[])[
            ("▁", -20, 1), ("h", -21, 1), ("e", -22, 1), ("l", -23, 1), ("o", -24, 1), ("a", -25, 1), ("b", -26, 1), ("c", -27, 1),
            ("he", -3, 1), ("ll", -2, 1), ("hell", -4, 1), ("▁hello", -5, 1), ("hello", -6, 1), ("▁▁", -7, 1), ("ab", -8, 1), ("bc", -8, 1),
            ("aa", -9, 1), ("é", -30, 1), ("<", -31, 1), ("/", -32, 1), ("s", -33, 1), (">", -34, 1), ("</", -1, 1), ("s>", -1, 1),
            ("<|im_end|>", 0, 4), ("<tool>", 0, 4), .. more])
        {
            tokens.Add(text);
            scores.Add(score);
            types.Add(type);
        }
        return new TokenizerFile()
            .Set(TokenizerFile.Model, "llama")
            .Set(TokenizerFile.Tokens, tokens)
            .Set(TokenizerFile.Types, types)
            .Set(TokenizerFile.Scores, scores)
            .Set(TokenizerFile.BeginId, 1u)
            .Set(TokenizerFile.EndId, 2u)
            .Set(TokenizerFile.UnknownId, 0u);
    }

    /// <summary>The spellings of the tokens, joined by '|'.</summary>
    public static string Texts(Tokenizer tokenizer, int[] tokens) =>
        string.Join('|', tokens.Select(token => Encoding.UTF8.GetString(tokenizer.GetText(token))));

    /// <summary>The spellings of what a text becomes.</summary>
    public static string EncodeToTexts(this Tokenizer tokenizer, string text, EncodeOptions options = default) =>
        Texts(tokenizer, tokenizer.EncodeToIds(text, options));

    static string Spell(ReadOnlySpan<byte> bytes)
    {
        Span<byte> spelling = stackalloc byte[2 * bytes.Length];
        return Encoding.UTF8.GetString(spelling[..ByteLevelAlphabet.Spell(bytes, spelling)]);
    }
}
