using System.Buffers;
using System.Text;
using Lode.Tests;

namespace Lode.Tokenizers.Tests;

/// <summary>WordPiece in one pass gives the ids of normalizer, pre-tokenizers and model one after the other.</summary>
public class WordPieceTests
{
    static readonly System.Collections.Concurrent.ConcurrentDictionary<string, Tokenizer> s_loaded = new();

    public static TheoryData<string> Variants => [.. s_variants.Keys];

    // What stands for what in BERT's tokenizer.json.
    static readonly Dictionary<string, (string Old, string New)[]> s_variants = new()
    {
        ["uncased"] = [],
        ["cased"] = [("\"lowercase\":true", "\"lowercase\":false")],
        ["accents"] = [("\"strip_accents\":null", "\"strip_accents\":false")],
        ["unclean"] = [("\"clean_text\":true", "\"clean_text\":false"), ("\"handle_chinese_chars\":true", "\"handle_chinese_chars\":false")],
        ["decomposed"] =
        [
            ("""{"type":"BertNormalizer","clean_text":true,"handle_chinese_chars":true,"strip_accents":null,"lowercase":true}""",
                """{"type":"Sequence","normalizers":[{"type":"NFKD"},{"type":"Lowercase"}]}"""),
        ],
        ["composed"] =
        [
            ("""{"type":"BertNormalizer","clean_text":true,"handle_chinese_chars":true,"strip_accents":null,"lowercase":true}""",
                """{"type":"Sequence","normalizers":[{"type":"NFC"},{"type":"Lowercase"}]}"""),
        ],
        ["digits"] =
        [
            ("""{"type":"BertPreTokenizer"}""",
                """{"type":"Sequence","pretokenizers":[{"type":"WhitespaceSplit"},{"type":"Digits","individual_digits":true}]}"""),
        ],
        ["short"] = [("\"max_input_chars_per_word\":100", "\"max_input_chars_per_word\":5")],
    };

    [Theory, MemberData(nameof(Variants))]
    public void Texts_are_encoded_as_step_by_step(string variant)
    {
        Tokenizer tokenizer = Load(variant);
        foreach (string name in (string[])["big.txt", "code_cs.txt", "json.txt", "zh_ddia.txt", "ja_wagahai.txt", "multilingual.txt", "emoji-test.txt"])
            ShouldEncodeAsGenerally(tokenizer, File.ReadAllBytes(TestData.Require($"text/{name}")).AsSpan(0, 80_000));
    }

    [Theory, MemberData(nameof(Variants))]
    public void Every_character_is_encoded_as_step_by_step(string variant)
    {
        Tokenizer tokenizer = Load(variant);
        StringBuilder text = new();
        for (int scalar = 0; scalar <= 0x10FFFF; scalar++)
        {
            if (!Rune.TryCreate(scalar, out Rune rune) || scalar > 0x20100 && scalar % 16 != 0)
                continue; // beyond the table they are all alike
            // Alone, within a word, before and behind marks of two classes.
            text.Append(rune).Append(" aB").Append(rune).Append("Cd \u0301").Append(rune).Append("\u0323\u0301e ");
            if (text.Length < 20_000)
                continue;
            ShouldEncodeAsGenerally(tokenizer, Encoding.UTF8.GetBytes(text.ToString()));
            text.Clear();
        }
        ShouldEncodeAsGenerally(tokenizer, Encoding.UTF8.GetBytes(text.ToString()));
    }

    [Theory, MemberData(nameof(Variants))]
    public void Random_characters_and_bytes_are_encoded_as_step_by_step(string variant)
    {
        Tokenizer tokenizer = Load(variant);
        string[] atoms =
        [
            " ", "\n", "\v", "\0", ".", "_", "12", "[MASK]", "[unused1]", "##ing", "世", "の", "が", "か\u3099", "é", "e\u0301", "İ", "ß", "한",
            "\u0301\u0323", "\u05B4", "\u3000", "\u2003", "\u200B", "\uFFFD", "、", "豈", "𠀀", "😀", "\uFE0F", "𝔸", "\U0001D165", "ẞ", "ﬁ",
        ];
        Random random = new(17);
        for (int round = 0; round < 500; round++)
        {
            StringBuilder text = new();
            int length = random.Next(round % 50 == 0 ? 1500 : 60);
            while (text.Length < length)
            {
                if (random.Next(4) == 0)
                    text.Append(atoms[random.Next(atoms.Length)]);
                else
                    text.Append((char)(random.Next(6) == 0 ? 'A' : 'a' + random.Next(26)));
            }
            byte[] bytes = Encoding.UTF8.GetBytes(text.ToString());
            for (int i = round % 3 == 0 ? bytes.Length / 8 : 0; i > 0; i--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            ShouldEncodeAsGenerally(tokenizer, bytes);
        }
    }

    [Theory, MemberData(nameof(Variants))]
    public void Long_words_are_encoded_as_step_by_step(string variant)
    {
        foreach (string atom in (string[])["a", "-", "aB", "世", "の", "é", "𝔸", "\u0301", "한", "\0"])
        {
            foreach (int count in (int[])[1, 2, 4, 5, 6, 15, 16, 17, 85, 99, 100, 101, 127, 128, 255, 256, 500, 512, 513, 5001])
                ShouldEncodeAsGenerally(Load(variant), Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(atom, count))));
        }
    }

    [Fact]
    public void Only_what_looks_at_one_character_at_a_time_is_done_in_one_pass()
    {
        foreach (string variant in s_variants.Keys)
            (Load(variant).Model.ShouldBeOfType<WordPieceModel>().Words(1 << 30) is null).ShouldBe(variant == "composed");
    }

    [Fact]
    public void The_cache_changes_no_ids_and_nothing_is_allocated()
    {
        byte[] text = File.ReadAllBytes(TestData.Require("text/multilingual.txt")).AsSpan(0, 100_000).ToArray();
        int[] expected = Load("uncased").EncodeToIds(text);
        foreach (int cacheBytes in (int[])[0, 1, 1 << 14])
        {
            Tokenizer tokenizer = Tokenizer.Open(
                TestData.Require("tokenizers/vocab/bert/tokenizer.json"), new TokenizerOptions { CacheBytes = cacheBytes });
            tokenizer.Model.ShouldBeOfType<WordPieceModel>().Words(1 << 30).ShouldNotBeNull();
            ArrayBufferWriter<int> ids = new(text.Length + 4096);
            long allocated = 0;
            for (int pass = 0; pass < 3; pass++)
            {
                ids.ResetWrittenCount();
                long before = GC.GetAllocatedBytesForCurrentThread();
                tokenizer.EncodeToIds(text, ids);
                allocated = GC.GetAllocatedBytesForCurrentThread() - before;
                ids.WrittenSpan.SequenceEqual(expected).ShouldBeTrue();
            }
            allocated.ShouldBe(0);
        }
    }

    [Fact]
    public void Texts_encoded_while_the_tables_are_made_have_the_same_ids()
    {
        byte[] text = File.ReadAllBytes(TestData.Require("text/multilingual.txt")).AsSpan(0, 10_000).ToArray();
        Tokenizer tokenizer = Tokenizer.Open(TestData.Require("tokenizers/vocab/bert/tokenizer.json"));
        int[] expected = tokenizer.EncodeToIds(text);
        Parallel.For(0, 40, _ => tokenizer.EncodeToIds(text).ShouldBe(expected));
        tokenizer.Model.ShouldBeOfType<WordPieceModel>().Words(0).ShouldNotBeNull();
    }

    static void ShouldEncodeAsGenerally(Tokenizer tokenizer, ReadOnlySpan<byte> text)
    {
        ((WordPieceModel)tokenizer.Model).Words(1 << 30);
        ArrayBufferWriter<int> expected = new();
        TokenSink sink = new(expected, new OffsetBuffer()); // with places, it is step by step
        EncodeWorkspace workspace = EncodeWorkspace.Rent();
        tokenizer.Pipeline.Encode(text, true, workspace, ref sink);
        sink.Flush();
        workspace.Return();

        tokenizer.Model.ClearCaches();
        for (int pass = 0; pass < 2; pass++) // cold, warm
        {
            ArrayBufferWriter<int> ids = new();
            tokenizer.EncodeToIds(text, ids, new EncodeOptions(ParseSpecial: true));
            int same = ids.WrittenSpan.CommonPrefixLength(expected.WrittenSpan);
            (same, ids.WrittenCount).ShouldBe((expected.WrittenCount, expected.WrittenCount));
        }
    }

    static Tokenizer Load(string variant) => s_loaded.GetOrAdd(variant, name =>
    {
        string json = File.ReadAllText(TestData.Require("tokenizers/vocab/bert/tokenizer.json"));
        foreach ((string old, string replacement) in s_variants[name])
        {
            json.Split(old).Length.ShouldBe(2, old);
            json = json.Replace(old, replacement);
        }
        return Tokenizer.FromTokenizerJson(Encoding.UTF8.GetBytes(json), name);
    });
}
