using System.Buffers;
using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Lode.Tokenizers.Tests;

public class StreamingDecoderTests
{
    static readonly Tokenizer s_bytes = SmallFiles.ByteLevel("gpt-2").Create();
    static readonly Tokenizer s_pieces = SmallFiles.SentencePiece().Create();

    static readonly Gen<byte[][]> s_chunks = Gen.OneOf(
        Gen.Choose(0, 255).Select(value => new[] { (byte)value }),
        Gen.Elements("ascii", "é", "世界", "🚀", "\u0000").Select(Encoding.UTF8.GetBytes),
        Gen.Elements("世", "🚀", "é").SelectMany(text => Gen.Choose(1, 3).Select(length => Encoding.UTF8.GetBytes(text).Take(length).ToArray())),
        Gen.Choose(0x80, 0xBF).ListOf().Select(values => values.Select(value => (byte)value).ToArray()))
        .ArrayOf();

    [Fact]
    public void Any_cutting_of_any_bytes_gives_what_decoding_all_at_once_gives() =>
        Prop.ForAll(s_chunks.ToArbitrary(), chunks =>
        {
            StreamingDecoder decoder = new(s_bytes);
            ArrayBufferWriter<byte> utf8 = new();
            foreach (byte[] chunk in chunks)
            {
                int before = utf8.WrittenCount;
                decoder.Append(chunk, utf8);
                decoder.PendingLength.ShouldBeLessThan(4);
                System.Text.Unicode.Utf8.IsValid(utf8.WrittenSpan[before..]).ShouldBeTrue("every part must be whole characters");
            }
            decoder.Complete(utf8);
            return Encoding.UTF8.GetString(utf8.WrittenSpan) == Encoding.UTF8.GetString([.. chunks.SelectMany(chunk => chunk)]);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));

    [Fact]
    public void Any_tokens_give_what_decoding_them_all_at_once_gives()
    {
        foreach (Tokenizer tokenizer in (Tokenizer[])[s_bytes, s_pieces])
        {
            Prop.ForAll(Gen.Choose(0, tokenizer.VocabularySize - 1).ArrayOf().ToArbitrary(), tokens =>
            {
                StreamingDecoder decoder = new(tokenizer, fromStart: true);
                ArrayBufferWriter<byte> utf8 = new();
                foreach (int token in tokens)
                    decoder.Append(token, utf8);
                decoder.Complete(utf8);
                return Encoding.UTF8.GetString(utf8.WrittenSpan) == tokenizer.Decode(tokens);
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
        }
    }

    [Fact]
    public void A_character_is_written_when_its_last_byte_comes()
    {
        StreamingDecoder decoder = new(s_bytes);
        int[] tokens = s_bytes.EncodeToIds("a🚀b");
        tokens.Length.ShouldBe(6);
        string[] written = [.. tokens.Select(token => Written(output => decoder.Append(token, output)))];
        written.ShouldBe(["a", "", "", "", "🚀", "b"]);
    }

    [Fact]
    public void Bytes_that_can_no_longer_become_a_character_are_replaced_at_once()
    {
        StreamingDecoder decoder = new(s_bytes);
        Written(output => decoder.Append([0xF0, 0x9F], output)).ShouldBe("");
        decoder.PendingLength.ShouldBe(2);
        Written(output => decoder.Append("a"u8, output)).ShouldBe("\uFFFDa");
        Written(output => decoder.Append([0xFF], output)).ShouldBe("\uFFFD");
        decoder.PendingLength.ShouldBe(0);
    }

    [Fact]
    public void A_character_that_never_ends_is_replaced_at_the_end()
    {
        StreamingDecoder decoder = new(s_bytes);
        Written(output => decoder.Append([0xE4, 0xB8], output)).ShouldBe("");
        Written(decoder.Complete).ShouldBe("\uFFFD");
        Written(decoder.Complete).ShouldBe("");
    }

    [Fact]
    public void Only_a_decode_from_the_start_drops_the_space_that_encoding_added()
    {
        int[] tokens = s_pieces.EncodeToIds("hello hello", new EncodeOptions(AddSpecial: true));
        StreamingDecoder start = new(s_pieces, fromStart: true);
        StreamingDecoder middle = new(s_pieces);
        string.Concat(tokens.Select(token => Written(output => start.Append(token, output)))).ShouldBe("hello hello");
        string.Concat(tokens.Select(token => Written(output => middle.Append(token, output)))).ShouldBe(" hello hello");
    }

    [Fact]
    public void Nothing_is_allocated_per_token()
    {
        int[] tokens = s_bytes.EncodeToIds(string.Concat(Enumerable.Repeat("hello 世界 🚀", 50)));
        StreamingDecoder decoder = new(s_bytes);
        ArrayBufferWriter<byte> utf8 = new(1 << 16);
        decoder.Append(tokens[0], utf8);
        long before = GC.GetAllocatedBytesForCurrentThread();
        foreach (int token in tokens)
            decoder.Append(token, utf8);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    static string Written(Action<IBufferWriter<byte>> write)
    {
        ArrayBufferWriter<byte> utf8 = new();
        write(utf8);
        return Encoding.UTF8.GetString(utf8.WrittenSpan);
    }
}
