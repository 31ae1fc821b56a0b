using System.Buffers;
using System.Text;
using Lode.Tests;

namespace Lode.Tokenizers.Tests;

/// <summary>The fast way of SentencePiece's BPE gives the ids and places of merging a whole text from its characters, uncut.</summary>
public class CharacterBpeTests
{
    static readonly System.Collections.Concurrent.ConcurrentDictionary<string, Tokenizer> s_loaded = new();

    [Theory]
    [InlineData("big.txt"), InlineData("code_cs.txt"), InlineData("json.txt"), InlineData("zh_ddia.txt"), InlineData("ja_wagahai.txt")]
    [InlineData("multilingual.txt"), InlineData("emoji-test.txt"), InlineData("utf8_sequence_0x10ffff.txt")]
    public void Texts_are_encoded_as_by_plain_merging(string name)
    {
        byte[] text = Separated(File.ReadAllBytes(TestData.Require($"text/{name}")).AsSpan(0, 300_000));
        foreach (string vocabulary in (string[])["llama2", "mistral_v01", "gemma3"])
            ShouldEncodeAsGenerally(Load(vocabulary), text);
    }

    [Theory, InlineData("llama2"), InlineData("gemma3")]
    public void Random_characters_and_bytes_are_encoded_as_by_plain_merging(string vocabulary)
    {
        Tokenizer tokenizer = Load(vocabulary);
        Random random = new(13);
        for (int round = 0; round < 1000; round++)
        {
            StringBuilder text = new();
            int length = random.Next(round % 50 == 0 ? 1500 : 80);
            while (text.Length < length)
            {
                text.Append(random.Next(8) switch
                {
                    0 => " ",
                    1 => "\n",
                    2 => ((char)(0x4E00 + random.Next(40))).ToString(),
                    3 => "\u0301",
                    4 => "😀",
                    5 => "<0x41>",
                    _ => ((char)('a' + random.Next(26))).ToString(),
                });
            }
            byte[] bytes = Separated(Encoding.UTF8.GetBytes(text.ToString()));
            for (int i = round % 3 == 0 ? bytes.Length / 8 : 0; i > 0; i--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            ShouldEncodeAsGenerally(tokenizer, bytes);
        }
    }

    [Theory, InlineData("llama2"), InlineData("gemma3")]
    public void Long_words_are_encoded_as_by_plain_merging(string vocabulary)
    {
        foreach (string atom in (string[])["a", "-", "▁", "\n", "ab", "世", "の", "é", "𝔸"])
        {
            foreach (int count in (int[])[1, 2, 15, 16, 85, 127, 128, 255, 256, 257, 5001])
                ShouldEncodeAsGenerally(Load(vocabulary), Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(atom, count))));
        }
    }

    [Theory, InlineData("llama2"), InlineData("gemma3")]
    public void Long_words_that_nearly_repeat_are_encoded_as_by_plain_merging(string vocabulary)
    {
        Tokenizer tokenizer = Load(vocabulary);
        Random random = new(23);
        for (int round = 0; round < 80; round++)
        {
            string atom = ((string[])["a", "-", "ab", "世", "xyz", "é"])[round % 6];
            StringBuilder word = new(string.Concat(Enumerable.Repeat(atom, 600)));
            for (int changes = random.Next(12); changes > 0; changes--)
                word[random.Next(word.Length)] = "ab-世z"[random.Next(5)];
            ShouldEncodeAsGenerally(tokenizer, Encoding.UTF8.GetBytes(word.ToString()));
        }
    }

    [Theory, InlineData("llama2"), InlineData("gemma3")]
    public void Long_random_words_are_encoded_as_by_plain_merging(string vocabulary)
    {
        string[] atoms = ["a", "b", "e", "t", "in", "the", "aaaaaaa", "-", "--------", "0", "é", "ß", "の", "世", "𝔸", "😀", "\u0001"];
        Random random = new(19);
        for (int round = 0; round < 60; round++)
        {
            StringBuilder text = new();
            int kinds = 1 + random.Next(round % 2 == 0 ? 3 : atoms.Length);
            while (text.Length < 3000)
                text.Append(atoms[(round + random.Next(kinds)) % atoms.Length]);
            byte[] bytes = Encoding.UTF8.GetBytes(text.ToString());
            for (int i = round % 5 == 0 ? 20 : 0; i > 0; i--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            ShouldEncodeAsGenerally(Load(vocabulary), bytes);
        }
    }

    [Theory, InlineData("llama2"), InlineData("gemma3")]
    public void The_cache_changes_no_ids_and_nothing_is_allocated(string vocabulary)
    {
        byte[] text = File.ReadAllBytes(TestData.Require("text/multilingual.txt")).AsSpan(0, 100_000).ToArray();
        int[] expected = Load(vocabulary).EncodeToIds(text);
        foreach (int cacheBytes in (int[])[0, 1, 1 << 14])
        {
            Tokenizer tokenizer = Tokenizer.Open(
                TestData.Require($"tokenizers/vocab/{vocabulary}/tokenizer.json"), new TokenizerOptions { CacheBytes = cacheBytes });
            tokenizer.Model.ShouldBeOfType<BpeModel>().FastCharacters(1 << 30).ShouldNotBeNull();
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
        byte[] text = File.ReadAllBytes(TestData.Require("text/multilingual.txt")).AsSpan(0, 20_000).ToArray();
        Tokenizer tokenizer = Tokenizer.Open(TestData.Require("tokenizers/vocab/llama2/tokenizer.json"));
        int[] expected = tokenizer.EncodeToIds(text);
        Parallel.For(0, 40, _ => tokenizer.EncodeToIds(text).ShouldBe(expected));
        tokenizer.Model.ShouldBeOfType<BpeModel>().FastCharacters(0).ShouldNotBeNull();
    }

    static void ShouldEncodeAsGenerally(Tokenizer tokenizer, ReadOnlySpan<byte> text)
    {
        BpeModel model = tokenizer.Model.ShouldBeOfType<BpeModel>();
        model.FastCharacters(1 << 30).ShouldNotBeNull();
        ArrayBufferWriter<int> expected = new();
        OffsetBuffer expectedOffsets = new();
        TokenSink sink = new(expected, expectedOffsets);
        model.EncodeGenerally(text, ref sink);
        sink.Flush();

        model.ClearCaches();
        for (int pass = 0; pass < 3; pass++) // cold, warm, with places
        {
            ArrayBufferWriter<int> ids = new();
            OffsetBuffer? offsets = pass == 2 ? new() : null;
            sink = new(ids, offsets);
            model.EncodeSegment(text, null, ref sink);
            sink.Flush();
            int same = ids.WrittenSpan.CommonPrefixLength(expected.WrittenSpan);
            (same, ids.WrittenCount).ShouldBe((expected.WrittenCount, expected.WrittenCount));
            offsets?.Values.SequenceEqual(expectedOffsets.Values).ShouldBeTrue();
        }
    }

    /// <summary>What the normalizers of these vocabularies make of spaces.</summary>
    static byte[] Separated(ReadOnlySpan<byte> text) => Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(text).Replace(' ', '\u2581'));

    static Tokenizer Load(string vocabulary) =>
        s_loaded.GetOrAdd(vocabulary, name => Tokenizer.Open(TestData.Require($"tokenizers/vocab/{name}/tokenizer.json")));
}
