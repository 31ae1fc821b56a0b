using System.Buffers;
using System.Text;
using Lode.Tests;

namespace Lode.Tokenizers.Tests;

/// <summary>Texts encoded in parts against the same texts encoded whole.</summary>
public class PartTests
{
    public static TheoryData<string> Vocabularies =>
    [
        "gpt2/tokenizer.json", "llama3/tokenizer.json", "qwen2_5/tokenizer.json", "gpt4o/tokenizer.json", "llama2/tokenizer.json",
        "gemma3/tokenizer.json", "bert/tokenizer.json", "gguf/ggml-vocab-llama-spm.gguf", "gguf/ggml-vocab-bert-bge.gguf", "gguf/ggml-vocab-gpt-2.gguf",
    ];

    [Theory]
    [MemberData(nameof(Vocabularies))]
    public void Parts_have_the_ids_and_places_of_the_whole(string vocabulary)
    {
        Tokenizer tokenizer = Tokenizer.Open(TestData.Require($"tokenizers/vocab/{vocabulary}"));
        tokenizer.CanCut.ShouldBeTrue();
        foreach (string file in (string[])["big.txt", "code_cs.txt", "json.txt", "multilingual.txt", "ja_wagahai.txt", "emoji-test.txt"])
        {
            byte[] text = File.ReadAllBytes(TestData.Require($"text/{file}")).AsSpan(0, 150_000).ToArray(); // may end inside a character
            Check(tokenizer, text, 2_000, file);
        }
    }

    [Theory]
    [MemberData(nameof(Vocabularies))]
    public void Parts_of_random_texts_have_the_ids_and_places_of_the_whole(string vocabulary)
    {
        Tokenizer tokenizer = Tokenizer.Open(TestData.Require($"tokenizers/vocab/{vocabulary}"));
        string[] atoms =
        [
            "a", "I", "the", "'s", "'S", "1", "234", " ", " ", "  ", "\n", "\n\n", "\r\n", "\t", "\u00A0", "\u3000", "\u2581", ".", "//", "/", "</s>", "<|endoftext|>",
            "[SEP]", "\u0301", "é", "中", "日本", "😀", "Σ", "Ǆ", "<b>", "\0", "\u0085", "_", "\uFFFD", "ſ", "-", "\x1C",
        ];
        Random random = new(5);
        for (int round = 0; round < 300; round++)
        {
            StringBuilder text = new();
            for (int i = 0; i < 60; i++)
                text.Append(atoms[random.Next(atoms.Length)]);
            byte[] utf8 = Encoding.UTF8.GetBytes(text.ToString());
            for (int i = random.Next(3); i > 0; i--)
                utf8[random.Next(utf8.Length)] = (byte)random.Next(256);
            Check(tokenizer, utf8, 24, $"round {round}");
        }
    }

    [Fact]
    public void A_vocabulary_whose_places_are_not_certain_cuts_nowhere()
    {
        Tokenizer tokenizer = Tokenizer.Open(TestData.Require("tokenizers/vocab/gguf/ggml-vocab-deepseek-llm.gguf"));
        tokenizer.CanCut.ShouldBeFalse();
        tokenizer.FindCut("Once upon a time, there was a fox."u8).ShouldBe(0);
    }

    [Theory]
    [InlineData("x y", false, false, false, true)]
    [InlineData("<x>", false, true, false, true)]
    [InlineData("<x>", false, false, true, true)]
    [InlineData("<x>", true, false, false, false)]
    public void An_added_token_that_reaches_beyond_itself_forbids_cutting(string content, bool stripsLeft, bool stripsRight, bool singleWord, bool forbids)
    {
        string json = File.ReadAllText(TestData.Require("tokenizers/vocab/gpt2/tokenizer.json"));
        string token = $$"""{"id":50257,"content":"{{content}}","single_word":{{Lower(singleWord)}},"lstrip":{{Lower(stripsLeft)}},"rstrip":{{Lower(stripsRight)}},"normalized":false,"special":false},""";
        int at = json.IndexOf("\"added_tokens\":", StringComparison.Ordinal);
        at = json.IndexOf('[', at) + 1;
        string changed = json.Insert(at, token);
        Tokenizer tokenizer = Tokenizer.FromTokenizerJson(Encoding.UTF8.GetBytes(changed), "changed");
        tokenizer.CanCut.ShouldBe(!forbids);
        Tokenizer.Open(CompiledFiles.Write(CompiledFiles.Compile(changed))).CanCut.ShouldBe(!forbids, "its compiled form");

        static string Lower(bool value) => value ? "true" : "false";
    }

    static void Check(Tokenizer tokenizer, byte[] text, int step, string name)
    {
        EncodeOptions options = new(AddSpecial: true, ParseSpecial: true);
        int[] whole = tokenizer.EncodeToIds(text, options);
        foreach (OffsetUnit unit in Enum.GetValues<OffsetUnit>())
        {
            ArrayBufferWriter<int> ids = new();
            ArrayBufferWriter<TokenOffset> places = new();
            tokenizer.EncodeToIds(text, unit, ids, places, options);
            (int[] partIds, int[] plainIds, List<TokenOffset> partPlaces) = InParts(tokenizer, text, unit, step, options);
            plainIds.ShouldBe(whole, $"{name}: {Convert.ToHexString(text.AsSpan(0, Math.Min(400, text.Length)))}");
            partIds.ShouldBe(whole, name);
            partPlaces.ToArray().ShouldBe(places.WrittenSpan.ToArray(), $"{name} in {unit}: {Convert.ToHexString(text.AsSpan(0, Math.Min(400, text.Length)))}");
        }
    }

    static (int[] Ids, int[] Plain, List<TokenOffset> Places) InParts(Tokenizer tokenizer, byte[] text, OffsetUnit unit, int step, EncodeOptions options)
    {
        ArrayBufferWriter<int> ids = new();
        ArrayBufferWriter<int> plain = new();
        List<TokenOffset> all = [];
        int at = 0;
        int shift = 0;
        for (int seen = step; at < text.Length; seen += step)
        {
            bool isLast = seen >= text.Length;
            int cut = isLast ? text.Length - at : tokenizer.FindCut(text.AsSpan(at, seen - at));
            if (cut == 0)
                continue;
            int context = at == 0 ? 0 : Tokenizer.ContextLength(text, at);
            ReadOnlySpan<byte> part = text.AsSpan(at - context, cut + context);
            ArrayBufferWriter<TokenOffset> places = new();
            tokenizer.EncodePart(part, context, isLast, unit, ids, places, options);
            tokenizer.EncodePart(part, context, isLast, plain, options);
            foreach (TokenOffset place in places.WrittenSpan)
                all.Add(place.Start < 0 ? default : new TokenOffset(place.Start + shift, place.End + shift));
            shift += Tokenizer.CountUnits(text.AsSpan(at, cut), unit);
            at += cut;
        }
        return (ids.WrittenSpan.ToArray(), plain.WrittenSpan.ToArray(), all);
    }
}
