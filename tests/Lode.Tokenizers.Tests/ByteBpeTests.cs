using System.Buffers;
using System.Text;
using Lode.Formats;
using Lode.Tests;

namespace Lode.Tokenizers.Tests;

/// <summary>The fast way of byte-level BPE gives the ids of merging every word from its bytes.</summary>
public class ByteBpeTests
{
    [Theory]
    [InlineData("big.txt"), InlineData("code_cs.txt"), InlineData("json.txt"), InlineData("zh_ddia.txt"), InlineData("ja_wagahai.txt")]
    [InlineData("multilingual.txt"), InlineData("emoji-test.txt"), InlineData("utf8_sequence_0x10ffff.txt")]
    public void Texts_are_encoded_as_by_plain_merging(string name)
    {
        byte[] text = File.ReadAllBytes(TestData.Require($"text/{name}")).AsSpan(0, 400_000).ToArray();
        foreach (string vocabulary in (string[])["gpt2", "llama3", "gpt4o"])
            ShouldEncodeAsGenerally(Load(vocabulary), text);
    }

    [Theory, InlineData("gpt2"), InlineData("llama3"), InlineData("qwen2")]
    public void Random_words_of_all_lengths_are_encoded_as_by_plain_merging(string vocabulary)
    {
        Tokenizer tokenizer = Load(vocabulary);
        Random random = new(11);
        for (int round = 0; round < 1500; round++)
        {
            int kinds = random.Next(1, 30);
            int first = random.Next(4) switch { 0 => 'a', 1 => 'A', 2 => 0x4E00, _ => 0x3040 };
            StringBuilder word = new();
            int length = random.Next(round % 50 == 0 ? 3000 : 60);
            while (word.Length < length)
                word.Append((char)(first + random.Next(kinds) * (first > 255 ? random.Next(1, 4) : 1) % (first > 255 ? 80 : 26)));
            ShouldEncodeAsGenerally(tokenizer, Encoding.UTF8.GetBytes(word.ToString()));
        }
    }

    [Theory, InlineData("gpt2"), InlineData("llama3")]
    public void Random_bytes_are_encoded_as_by_plain_merging(string vocabulary)
    {
        Tokenizer tokenizer = Load(vocabulary);
        Random random = new(12);
        for (int round = 0; round < 300; round++)
        {
            byte[] text = new byte[random.Next(600)];
            random.NextBytes(text);
            ShouldEncodeAsGenerally(tokenizer, text);
        }
    }

    [Theory, InlineData("gpt2"), InlineData("llama3")]
    public void Long_words_of_one_character_are_encoded_as_by_plain_merging(string vocabulary)
    {
        Tokenizer tokenizer = Load(vocabulary);
        foreach (string atom in (string[])["a", "-", "=", " ", "\n", "ab", "世", "ÃÂ", "!", "aab", "0", "\t"])
        {
            foreach (int length in (int[])[100, 127, 128, 129, 255, 256, 300, 1000, 5001])
                ShouldEncodeAsGenerally(tokenizer, Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(atom, length))));
        }
    }

    [Theory, InlineData("gpt2"), InlineData("llama3")]
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

    [Fact]
    public void Merges_that_cross_characters_in_any_order_are_made_as_by_plain_merging()
    {
        // Few bytes, so that merges within and across characters meet; ranks at random, so that any of them may come first.
        byte[] firsts = [0xE3, 0xE4, 0xC3, 0xF0, (byte)'a'];
        byte[] continuations = [0x80, 0x81, 0xA4];
        int fromCharacters = 0;
        for (int seed = 0; seed < 400; seed++)
        {
            Random random = new(seed);
            BpeModel model = RandomModel(random, [.. firsts, .. continuations], merges: random.Next(4, 60));
            model.Fast.ShouldNotBeNull().UseStarts(model.Merges.Merges.Span);
            for (int round = 0; round < 100; round++)
            {
                List<byte> word = [];
                int length = random.Next(1, round % 10 == 0 ? 120 : 16);
                while (word.Count < length)
                {
                    byte first = firsts[random.Next(firsts.Length)];
                    int behind = first switch { 0xE3 or 0xE4 => 2, 0xC3 => 1, 0xF0 => 3, _ => 0 };
                    if (random.Next(30) == 0)
                        behind = random.Next(4); // not well-formed
                    word.Add(first);
                    for (int i = 0; i < behind; i++)
                        word.Add(continuations[random.Next(continuations.Length)]);
                }
                ShouldEncodeAsGenerally(model, new WholeText(), word.ToArray().AsSpan(0, length));
                fromCharacters += model.Fast.CountStarts(word.ToArray()) < word.Count ? 1 : 0;
            }
        }
        fromCharacters.ShouldBeGreaterThan(5_000);
    }

    [Fact]
    public void Tokens_that_merges_do_not_make_of_their_bytes_are_never_the_result()
    {
        int unreachable = 0;
        for (int seed = 0; seed < 100; seed++)
        {
            BpeModel model = RandomModel(new Random(seed), [.. "abcd"u8], merges: 40);
            ByteBpe fast = model.Fast.ShouldNotBeNull();
            // Half of them have all words settled at once, as for a file, the others as they come.
            if (seed % 2 == 0)
                fast.Settle();
            for (int id = 256; id < model.Vocabulary.Pieces.Count; id++)
            {
                ReadOnlySpan<byte> piece = model.Vocabulary.Pieces[id];
                ShouldEncodeAsGenerally(model, new WholeText(), piece);
                ShouldEncodeAsGenerally(model, new WholeText(), piece); // settled by now
                int[] ids = new int[8];
                TokenSink sink = new(ids, ids);
                model.EncodeGenerally(piece, ref sink);
                unreachable += sink.Count > 1 ? 1 : 0;
            }
        }
        unreachable.ShouldBeGreaterThan(100);
    }

    static BpeModel RandomModel(Random random, byte[] alphabet, int merges)
    {
        ByteStrings pieces = new(512);
        Dictionary<string, int> ids = [];
        for (int value = 0; value < 256; value++)
        {
            pieces.Add([(byte)value]);
            ids[((char)value).ToString()] = value;
        }
        List<string> usable = [.. alphabet.Select(value => ((char)value).ToString())];
        int[] ranks = [.. Enumerable.Range(0, merges)];
        random.Shuffle(ranks);
        List<BpeMerge> list = [];
        HashSet<(string, string)> known = [];
        while (list.Count < merges)
        {
            string left = usable[random.Next(usable.Count)];
            string right = usable[random.Next(usable.Count)];
            if (left.Length + right.Length > 6 || !known.Add((left, right)))
                continue;
            string joined = left + right;
            if (!ids.TryGetValue(joined, out int id))
            {
                ids[joined] = id = pieces.Count;
                pieces.Add(Encoding.Latin1.GetBytes(joined));
                usable.Add(joined);
            }
            list.Add(new BpeMerge(ids[left], ids[right], id, random.Next(4) == 0 ? ranks[list.Count] : list.Count));
        }
        return new BpeModel(new BpeVocabulary
        {
            Pieces = pieces,
            TokenCount = pieces.Count,
            IsByteLevel = true,
            Merges = [.. list],
            ByteTokens = [.. Enumerable.Range(0, 256)],
        });
    }

    sealed class WholeText : PreTokenizer
    {
        public override int FirstWordLength(ReadOnlySpan<byte> text) => text.Length;
    }

    static void ShouldEncodeAsGenerally(Tokenizer tokenizer, ReadOnlySpan<byte> text) =>
        ShouldEncodeAsGenerally(tokenizer.Model.ShouldBeOfType<BpeModel>(), tokenizer.Words!, text);

    static void ShouldEncodeAsGenerally(BpeModel model, PreTokenizer words, ReadOnlySpan<byte> text)
    {
        model.ClearCaches();
        ArrayBufferWriter<int> ids = new();
        TokenSink sink = new(ids);
        model.EncodeSegment(text, words, ref sink);
        sink.Flush();

        ArrayBufferWriter<int> expected = new();
        TokenSink expectedSink = new(expected);
        for (int at = 0, length; at < text.Length; at += length)
        {
            length = words.FirstWordLength(text[at..]);
            model.EncodeGenerally(text.Slice(at, length), ref expectedSink);
        }
        expectedSink.Flush();
        if (!ids.WrittenSpan.SequenceEqual(expected.WrittenSpan))
        {
            int same = ids.WrittenSpan.CommonPrefixLength(expected.WrittenSpan);
            Assert.Fail($"token {same} of {expected.WrittenCount} differs in '{Encoding.UTF8.GetString(text[..Math.Min(text.Length, 200)])}'");
        }

        // With what the caches know by now.
        ids.ResetWrittenCount();
        sink = new(ids);
        model.EncodeSegment(text, words, ref sink);
        sink.Flush();
        ids.WrittenSpan.SequenceEqual(expected.WrittenSpan).ShouldBeTrue();

        OffsetBuffer offsets = new();
        ids.ResetWrittenCount();
        sink = new(ids, offsets);
        model.EncodeSegment(text, words, ref sink);
        sink.Flush();
        ids.WrittenSpan.SequenceEqual(expected.WrittenSpan).ShouldBeTrue();
        offsets.Count.ShouldBe(ids.WrittenCount);
    }

    static Tokenizer Load(string vocabulary) => s_loaded.GetOrAdd(vocabulary, name =>
    {
        if (name == "gpt4o")
            return Tokenizer.Open(TestData.Require("tokenizers/vocab/gpt4o/tokenizer.json"));
        if (name != "gpt2")
            return TokenizerJson.Read(name == "qwen2" ? "qwen2_5" : name, name == "qwen2" ? "qwen2" : "llama-bpe").Create();
        using GgufFile file = GgufFile.Open(TestData.Require("tokenizers/vocab/gguf/ggml-vocab-gpt-2.gguf"));
        return Tokenizer.FromGguf(file.Metadata);
    });

    static readonly System.Collections.Concurrent.ConcurrentDictionary<string, Tokenizer> s_loaded = new();
}
