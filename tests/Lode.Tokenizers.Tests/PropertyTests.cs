using System.Buffers;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using TestData = Lode.Tests.TestData;

namespace Lode.Tokenizers.Tests;

/// <summary>What must hold for every text and every tokenizer.</summary>
public class PropertyTests
{
    static readonly Config s_config = Config.QuickThrowOnFailure.WithMaxTest(400).WithEndSize(60);

    // Whole and broken UTF-8, added tokens and their parts.
    static readonly Gen<byte[]> s_bytes = Gen.OneOf(
        Gen.Choose(0, 255).Select(value => new[] { (byte)value }),
        Gen.Choose(0, 0x10FFFF).Where(Rune.IsValid).Select(value => Encoding.UTF8.GetBytes(new Rune(value).ToString())),
        Gen.Elements("hello", " the", "aaaa", "  ", "\n\n", "1234", "世界", "🚀", "𝒳", "'s", "e\u0301", "<s>", "<|endoftext|>", "</", "[CLS]", "<0x41>", "▁")
            .Select(Encoding.UTF8.GetBytes),
        Gen.Elements("世", "🚀").Select(text => Encoding.UTF8.GetBytes(text)[..^1]))
        .ListOf().Select(parts => parts.SelectMany(part => part).ToArray());

    public static TheoryData<string> All => ["gpt2", "llama3", "qwen2_5", "gpt4o", "llama2", "bert"];

    static readonly System.Collections.Concurrent.ConcurrentDictionary<string, Tokenizer> s_open = new();

    [Theory]
    [InlineData("gpt2")]
    [InlineData("llama3")]
    [InlineData("gpt4o")]
    public void Any_bytes_come_back_and_their_places_tile_the_text(string name)
    {
        Tokenizer tokenizer = Open(name);
        foreach (bool parses in (bool[])[false, true])
        {
            Prop.ForAll(s_bytes.ToArbitrary(), bytes =>
            {
                EncodeOptions options = new(ParseSpecial: parses);
                ArrayBufferWriter<int> ids = new();
                ArrayBufferWriter<TokenOffset> offsets = new();
                tokenizer.EncodeToIds(bytes, OffsetUnit.Utf8, ids, offsets, options);
                int at = 0;
                foreach (TokenOffset offset in offsets.WrittenSpan)
                {
                    offset.Start.ShouldBe(at);
                    at = offset.End;
                }
                at.ShouldBe(bytes.Length);
                ArrayBufferWriter<byte> decoded = new();
                tokenizer.DecodeToBytes(ids.WrittenSpan, decoded, skipSpecialTokens: false);
                return decoded.WrittenSpan.SequenceEqual(bytes);
            }).Check(s_config);
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Every_way_to_encode_gives_the_same_ids(string name)
    {
        Tokenizer tokenizer = Open(name);
        Prop.ForAll(s_bytes.ToArbitrary(), bytes =>
        {
            EncodeOptions options = new(AddSpecial: true, ParseSpecial: true);
            int[] ids = tokenizer.EncodeToIds(bytes, options);
            tokenizer.CountTokens(bytes, options).ShouldBe(ids.Length);
            ArrayBufferWriter<int> again = new();
            ArrayBufferWriter<TokenOffset> offsets = new();
            tokenizer.EncodeToIds(bytes, OffsetUnit.Utf16, again, offsets, options);
            again.WrittenSpan.SequenceEqual(ids).ShouldBeTrue();
            foreach (TokenOffset offset in offsets.WrittenSpan)
                (offset.Start >= 0 && offset.Start <= offset.End).ShouldBeTrue();
            for (int room = 0; room <= ids.Length; room += Math.Max(1, ids.Length / 3))
            {
                int[] destination = new int[room];
                OperationStatus status = tokenizer.EncodeToIds(bytes, destination, out int written, options);
                status.ShouldBe(room < ids.Length ? OperationStatus.DestinationTooSmall : OperationStatus.Done);
                written.ShouldBe(room);
                destination.ShouldBe(ids[..room]);
            }
            string text = Encoding.UTF8.GetString(bytes);
            tokenizer.EncodeToIds(text, options).ShouldBe(tokenizer.EncodeToIds(Encoding.UTF8.GetBytes(text), options));
            return true;
        }).Check(s_config);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Streaming_gives_what_decoding_at_once_gives(string name)
    {
        Tokenizer tokenizer = Open(name);
        Prop.ForAll(Gen.Choose(-1, tokenizer.VocabularySize).ArrayOf().ToArbitrary(), ids =>
        {
            foreach (bool skips in (bool[])[true, false])
            {
                StreamingDecoder decoder = new(tokenizer, fromStart: true, skips);
                ArrayBufferWriter<byte> utf8 = new();
                foreach (int id in ids)
                {
                    int before = utf8.WrittenCount;
                    decoder.Append(id, utf8);
                    System.Text.Unicode.Utf8.IsValid(utf8.WrittenSpan[before..]).ShouldBeTrue("every part must be whole characters");
                }
                decoder.Complete(utf8);
                string whole = tokenizer.Decode(ids, skips);
                Encoding.UTF8.GetString(utf8.WrittenSpan).ShouldBe(whole);
                char[] destination = new char[whole.Length];
                tokenizer.Decode(ids, destination, out int consumed, out int written, skips).ShouldBe(OperationStatus.Done);
                new string(destination, 0, written).ShouldBe(whole);
                consumed.ShouldBe(ids.Length);
            }
            return true;
        }).Check(s_config);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_batch_gives_what_one_by_one_gives_on_any_number_of_threads(string name)
    {
        Tokenizer tokenizer = Open(name);
        string[] texts = [.. File.ReadLines(TestData.Require("text/big.txt")).Take(2000), "", "x\uD800y"];
        foreach (int threads in (int[])[1, 2, 5])
        {
            int reported = 0;
            TokenBatch batch = tokenizer.EncodeBatch(texts, threads: threads, progress: new Progress(done => reported = Math.Max(reported, done)));
            batch.Count.ShouldBe(texts.Length);
            reported.ShouldBe(texts.Length);
            for (int i = 0; i < texts.Length; i++)
                batch[i].SequenceEqual(tokenizer.EncodeToIds(texts[i])).ShouldBeTrue($"text {i}");
            batch.RowOffsets[^1].ShouldBe(batch.Ids.Length);
        }
    }

    [Fact]
    public void A_cancelled_batch_says_so()
    {
        Tokenizer tokenizer = Open("gpt2"); // not below, where a skip would be taken for a failure
        using CancellationTokenSource source = new();
        source.Cancel();
        foreach (int threads in (int[])[1, 2])
            Should.Throw<OperationCanceledException>(() => tokenizer.EncodeBatch(new string[100].Select(_ => "a").ToArray(), threads: threads, cancellation: source.Token));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_text_can_be_cut_by_its_tokens(string name)
    {
        Tokenizer tokenizer = Open(name);
        Prop.ForAll(s_bytes.ToArbitrary(), Gen.Choose(0, 20).ToArbitrary(), (bytes, most) =>
        {
            string text = Encoding.UTF8.GetString(bytes);
            int all = tokenizer.CountTokens(text);
            int cut = tokenizer.GetIndexByTokenCount(text, most, out int count);
            count.ShouldBeLessThanOrEqualTo(most);
            (cut == text.Length || cut == 0 || !char.IsLowSurrogate(text[cut])).ShouldBeTrue();
            if (most >= all)
                (cut, count).ShouldBe((text.Length, all));
            int from = tokenizer.GetIndexByTokenCountFromEnd(text, most, out int rest);
            rest.ShouldBeLessThanOrEqualTo(most);
            if (most >= all)
                (from, rest).ShouldBe((0, all));
            return from >= 0 && from <= text.Length && cut >= 0 && cut <= text.Length;
        }).Check(s_config);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Encoding_to_the_callers_memory_allocates_nothing(string name)
    {
        Tokenizer tokenizer = Open(name);
        byte[] text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("Hello hello, 12345 abc\n\n  naïve 世界 <s> 🚀", 40)));
        int[] ids = new int[text.Length + 16];
        for (int i = 0; i < 3; i++)
        {
            tokenizer.EncodeToIds(text, ids, out _);
            tokenizer.CountTokens(text);
        }
        long before = GC.GetAllocatedBytesForCurrentThread();
        tokenizer.EncodeToIds(text, ids, out _);
        tokenizer.CountTokens(text);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    static Tokenizer Open(string name) =>
        s_open.GetOrAdd(name, folder => Tokenizer.Open(TestData.Require($"tokenizers/vocab/{folder}/tokenizer.json")));

    sealed class Progress(Action<int> report) : IProgress<int>
    {
        public void Report(int value)
        {
            lock (report)
                report(value);
        }
    }
}
