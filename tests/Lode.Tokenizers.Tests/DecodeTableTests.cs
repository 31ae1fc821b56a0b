using System.Buffers;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using TestData = Lode.Tests.TestData;

namespace Lode.Tokenizers.Tests;

/// <summary>Decoding many tokens at once gives what the stages give for each by itself.</summary>
public class DecodeTableTests
{
    static readonly Config s_config = Config.QuickThrowOnFailure.WithMaxTest(150).WithEndSize(300);

    // The decoders of tokenizer.json that no vocabulary of the test data has.
    static readonly string[] s_decoders =
    [
        """{"type":"WordPiece","prefix":"##","cleanup":true}""",
        """{"type":"Metaspace","replacement":"▁","prepend_scheme":"always","split":true}""",
        """{"type":"BPEDecoder","suffix":"b"}""",
        """{"type":"CTC","pad_token":"a","word_delimiter_token":"b","cleanup":true}""",
        """{"type":"Sequence","decoders":[{"type":"ByteFallback"},{"type":"Fuse"},{"type":"Strip","content":" ","start":2,"stop":1}]}""",
        """{"type":"Sequence","decoders":[{"type":"Replace","pattern":{"String":"▁"},"content":" "},{"type":"ByteFallback"},{"type":"Fuse"},{"type":"Strip","content":" ","start":3,"stop":0}]}""",
        """{"type":"Sequence","decoders":[{"type":"Strip","content":"a","start":1,"stop":1},{"type":"Metaspace","replacement":"▁","prepend_scheme":"first","split":true}]}""",
        """{"type":"Sequence","decoders":[{"type":"ByteLevel"},{"type":"Replace","pattern":{"String":"a"},"content":"ä"}]}""",
        "null",
    ];

    public static TheoryData<string> Vocabularies => ["gpt2", "llama3", "gpt4o", "llama2", "gemma3", "bert", "gguf/ggml-vocab-llama-spm.gguf", "gguf/ggml-vocab-bert-bge.gguf"];

    public static TheoryData<int> Decoders => [.. Enumerable.Range(0, s_decoders.Length)];

    [Theory]
    [MemberData(nameof(Vocabularies))]
    public void Any_tokens_of_a_vocabulary(string name)
    {
        string path = TestData.Require($"tokenizers/vocab/{name}");
        ShouldAgree(Tokenizer.Open(path));
    }

    [Theory]
    [MemberData(nameof(Decoders))]
    public void Any_tokens_of_a_decoder(int decoder) => ShouldAgree(Tokenizer.FromTokenizerJson(Encoding.UTF8.GetBytes("""
        {"added_tokens":[{"id":0,"content":"<s>","single_word":false,"lstrip":false,"rstrip":false,"normalized":false,"special":true},
        {"id":24,"content":" q ","single_word":false,"lstrip":false,"rstrip":false,"normalized":false,"special":false}],
        "decoder":DECODER,"model":{"type":"BPE","byte_fallback":true,"vocab":{"<s>":0,"a":1,"b":2,"ab":3,"▁":4,"▁▁":5,"▁ab":6,
        "<0xE4>":7,"<0xB8>":8,"<0x96>":9,"<0x20>":10,"<0x41>":11,"##a":12," ":13,"  ":14," n't":15,".":16,"ä":17,"Ġa":18,"Ã":19,"¤":20,"a a":21,
        "世界世界世界世界世界":22,"":23},"merges":[]}}
        """.Replace("DECODER", s_decoders[decoder])), "test"));

    static void ShouldAgree(Tokenizer tokenizer)
    {
        foreach (bool skips in (bool[])[false, true])
        {
            tokenizer.DecodeTableFor(int.MaxValue, skips).ShouldNotBeNull(); // from now on it is there
            int last = tokenizer.VocabularySize - 1;
            Gen<int[]> tokens = Gen.Frequency(
                (6, Gen.Choose(0, last)), (2, Gen.Choose(0, Math.Min(last, 300))), (1, Gen.Choose(Math.Max(0, last - 300), last)),
                (1, Gen.Elements(-1, last + 1, int.MinValue, int.MaxValue, 0, last))).ArrayOf();
            Prop.ForAll(tokens.ToArbitrary(), ids =>
            {
                byte[] expected = OneByOne(tokenizer, ids, skips, keepsIllFormed: false);
                ArrayBufferWriter<byte> utf8 = new();
                tokenizer.Decode(ids, utf8, skips);
                utf8.WrittenSpan.SequenceEqual(expected).ShouldBeTrue("UTF-8");
                tokenizer.Decode(ids, skips).ShouldBe(Encoding.UTF8.GetString(expected));
                ArrayBufferWriter<byte> raw = new();
                tokenizer.DecodeToBytes(ids, raw, skips);
                raw.WrittenSpan.SequenceEqual(OneByOne(tokenizer, ids, skips, keepsIllFormed: true)).ShouldBeTrue("raw bytes");
                return FillsAnyRoom(tokenizer, ids, skips);
            }).Check(s_config);
        }
    }

    /// <summary>However little room there is, the same characters come, and all of them in the end.</summary>
    static bool FillsAnyRoom(Tokenizer tokenizer, int[] ids, bool skips)
    {
        string whole = tokenizer.Decode(ids, skips);
        char[] room = new char[whole.Length];
        tokenizer.Decode(ids, room, out int consumed, out int written, skips).ShouldBe(OperationStatus.Done);
        consumed.ShouldBe(ids.Length);
        new string(room, 0, written).ShouldBe(whole);
        Span<char> half = room.AsSpan(0, whole.Length / 2);
        half.Clear();
        tokenizer.Decode(ids, half, out consumed, out written, skips);
        whole.StartsWith(half[..written].ToString(), StringComparison.Ordinal).ShouldBeTrue();
        // No further token would have fitted.
        if (consumed < ids.Length)
        {
            tokenizer.Decode(ids.AsSpan(0, consumed + 1), new char[whole.Length + 10], out _, out int more, skips);
            more.ShouldBeGreaterThanOrEqualTo(written);
        }
        return true;
    }

    static byte[] OneByOne(Tokenizer tokenizer, int[] ids, bool skips, bool keepsIllFormed)
    {
        StreamingDecoder decoder = new(tokenizer, fromStart: true, skips, keepsIllFormed);
        ArrayBufferWriter<byte> utf8 = new();
        foreach (int id in ids)
            decoder.Append(id, utf8);
        decoder.Complete(utf8);
        return utf8.WrittenSpan.ToArray();
    }
}
