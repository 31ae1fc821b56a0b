using System.Text;
using System.Text.Json;

namespace Lode.Tokenizers.Tests;

/// <summary>A small tokenizer of every kind and from every source, as files.</summary>
static class SmallTokenizers
{
    static readonly Dictionary<string, Func<(byte[] Contents, string Name)>> s_kinds = new()
    {
        ["byte level"] = () => Json(ByteLevel.Replace("BYTES", Bytes(), StringComparison.Ordinal)),
        ["SentencePiece"] = () => Json(SentencePiece),
        ["WordPiece"] = () => Json(WordPiece),
        ["WordLevel"] = () => Json(WordLevel),
        ["Unigram"] = () => Json(Unigram.Replace("MAP", Convert.ToBase64String(Map()), StringComparison.Ordinal)),
        ["byte level of GGUF"] = () => (SmallFiles.ByteLevel("gpt-2").ToBytes(), "model.gguf"),
        ["SentencePiece of GGUF"] = () => (SmallFiles.SentencePiece().ToBytes(), "model.gguf"),
        ["SentencePiece of GGUF without a prefix"] = () => (SmallFiles.SentencePiece().Set(TokenizerFile.AddSpacePrefix, false).ToBytes(), "model.gguf"),
        ["WordPiece of GGUF"] = () => (GgufWordPiece().ToBytes(), "model.gguf"),
        ["Unigram of SentencePiece"] = () => (SentencePieceModel.Unigram(
            [("<unk>", 0, 2), ("<s>", 0, 3), ("</s>", 0, 3), ("▁", -1, 1), ("a", -3, 1), ("b", -2.5f, 1), ("▁a", -0.5f, 1), ("ab", -3, 1), ("<n>", 0, 4),
                ("th", -2, 1), ("▁the", -1, 1), ("e", -4, 1)],
            Map()), "tokenizer.model"),
        ["tiktoken"] = () => (Encoding.UTF8.GetBytes(string.Join('\n', Tokens().Select((token, id) => $"{Convert.ToBase64String(token)} {id}"))), "r50k_base.tiktoken"),
    };

    const string ByteLevel = """
        {"added_tokens":[{"id":261,"content":"<s>","single_word":true,"lstrip":true,"rstrip":true,"normalized":false,"special":true},
        {"id":262,"content":"<n>","single_word":false,"lstrip":false,"rstrip":false,"normalized":true,"special":false}],
        "normalizer":{"type":"NFC"},"pre_tokenizer":{"type":"ByteLevel","add_prefix_space":false,"use_regex":true},
        "post_processor":{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"<s>","type_id":0}},{"Sequence":{"id":"A","type_id":0}}],
        "special_tokens":{"<s>":{"id":"<s>","ids":[261],"tokens":["<s>"]}}},
        "decoder":{"type":"ByteLevel"},"model":{"type":"BPE","vocab":{BYTES,"th":256,"the":257,"er":258,"Ġthe":259,"internationalisation":260},
        "merges":["t h","th e","e r","Ġ the"],"ignore_merges":true}}
        """;

    const string SentencePiece = """
        {"added_tokens":[{"id":0,"content":"<unk>","single_word":false,"lstrip":false,"rstrip":false,"normalized":false,"special":true}],
        "normalizer":{"type":"Replace","pattern":{"String":" "},"content":"▁"},
        "decoder":{"type":"Sequence","decoders":[{"type":"Replace","pattern":{"String":"▁"},"content":" "},{"type":"ByteFallback"},{"type":"Fuse"}]},
        "model":{"type":"BPE","unk_token":"<unk>","fuse_unk":true,"byte_fallback":true,
        "vocab":{"<unk>":0,"a":1,"b":2,"ab":3,"▁":4,"▁ab":5,"t":6,"h":7,"e":8,"th":9,"the":10,"▁the":11,"<0x0A>":12},
        "merges":["a b","t h","th e","▁ ab","▁ the"]}}
        """;

    const string WordPiece = """
        {"added_tokens":[{"id":0,"content":"[UNK]","single_word":false,"lstrip":false,"rstrip":false,"normalized":false,"special":true},
        {"id":1,"content":"<s>","single_word":false,"lstrip":true,"rstrip":false,"normalized":false,"special":true}],
        "normalizer":{"type":"BertNormalizer","clean_text":true,"handle_chinese_chars":true,"strip_accents":null,"lowercase":true},
        "pre_tokenizer":{"type":"BertPreTokenizer"},"decoder":{"type":"WordPiece","prefix":"##","cleanup":true},
        "model":{"type":"WordPiece","unk_token":"[UNK]","continuing_subword_prefix":"##","max_input_chars_per_word":60,
        "vocab":{"[UNK]":0,"<s>":1,"the":2,"##re":3,"a":4,"##b":5,"ab":6,",":7,"th":8,"##er":9,"##mo":10,"##me":11,"##ter":12,"o":13,"##t":14,"##h":15,"e":16,"t":17}}}
        """;

    const string WordLevel = """
        {"added_tokens":[{"id":3,"content":"<n>","single_word":false,"lstrip":false,"rstrip":false,"normalized":true,"special":false}],
        "normalizer":{"type":"Lowercase"},"pre_tokenizer":{"type":"Whitespace"},
        "truncation":{"direction":"Right","max_length":50,"strategy":"LongestFirst","stride":0},
        "model":{"type":"WordLevel","vocab":{"<unk>":0,"the":1,"ab":2},"unk_token":"<unk>"}}
        """;

    const string Unigram = """
        {"added_tokens":[{"id":0,"content":"<unk>","single_word":false,"lstrip":false,"rstrip":false,"normalized":false,"special":true}],
        "normalizer":{"type":"Precompiled","precompiled_charsmap":"MAP"},
        "pre_tokenizer":{"type":"Metaspace","replacement":"▁","prepend_scheme":"first","split":true},
        "decoder":{"type":"Metaspace","replacement":"▁","prepend_scheme":"first","split":true},
        "model":{"type":"Unigram","unk_id":0,"byte_fallback":false,
        "vocab":[["<unk>",0],["▁",-1.5],["a",-3],["b",-2.5],["▁a",-0.5],["ab",-3.25],["▁the",-1],["th",-2],["e",-4],["t",-5],["h",-5]]}}
        """;

    public static IEnumerable<string> Kinds => s_kinds.Keys;

    /// <summary>The contents of a file and its name, which may say what it is.</summary>
    public static (byte[] Contents, string Name) Get(string kind) => s_kinds[kind]();

    static (byte[] Contents, string Name) Json(string json) => (Encoding.UTF8.GetBytes(json), "tokenizer.json");

    static byte[] Map() => CharacterMaps.Build(("Ａ", "a"), ("é", "e"));

    static TokenizerFile GgufWordPiece() => new TokenizerFile()
        .Set(TokenizerFile.Model, "bert")
        .Set(TokenizerFile.Tokens, "[PAD]", "[UNK]", "[CLS]", "[SEP]", "▁the", "▁th", "re", "▁a", "b", "▁,", "er", "mo", "me", "ter", "▁ab", "▁<n>")
        .Set(TokenizerFile.Types, (IReadOnlyList<int>)[3, 3, 3, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 4])
        .Set("tokenizer.ggml.cls_token_id", 2u)
        .Set("tokenizer.ggml.seperator_token_id", 3u)
        .Set(TokenizerFile.UnknownId, 1u);

    static IEnumerable<byte[]> Tokens() =>
        [.. Enumerable.Range(0, 256).Select(value => (byte[])[(byte)value]), .. ((string[])["th", "the", " the", "ab", "internationalisation"]).Select(Encoding.UTF8.GetBytes)];

    static string Bytes()
    {
        Span<byte> spelling = stackalloc byte[2];
        List<string> bytes = [];
        for (int value = 0; value < 256; value++)
        {
            string text = Encoding.UTF8.GetString(spelling[..ByteLevelAlphabet.Spell([(byte)value], spelling)]);
            bytes.Add($"{JsonSerializer.Serialize(text)}:{value}");
        }
        return string.Join(',', bytes);
    }
}
