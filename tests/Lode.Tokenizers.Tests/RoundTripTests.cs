using System.Buffers;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Lode.Formats;
using TestData = Lode.Tests.TestData;

namespace Lode.Tokenizers.Tests;

public class RoundTripTests
{
    static readonly Config s_config = Config.QuickThrowOnFailure.WithMaxTest(1000).WithEndSize(60);

    // Whole and broken UTF-8: fragments of text between random bytes.
    static readonly Gen<byte[]> s_bytes = Gen.OneOf(
        Gen.Choose(0, 255).Select(value => new[] { (byte)value }),
        Gen.Elements("hello", " hello", "aaaa", "  ", "\n\n", "123", "世界", "🚀", "𝒳", "'s", "é").Select(Encoding.UTF8.GetBytes),
        Gen.Elements("世", "🚀").Select(text => Encoding.UTF8.GetBytes(text)[..^1]))
        .ListOf().Select(parts => parts.SelectMany(part => part).ToArray());

    static readonly Gen<string> s_text = Gen.OneOf(
        Gen.Choose(0, 0x10FFFF).Where(Rune.IsValid).Select(value => new Rune(value).ToString()),
        Gen.Elements("hello", " hello", "aaaa", "   ", "\n\n", "123", "世界", "🚀", "</s>", "<0x41>", "'s", "é"))
        .ListOf().Select(parts => string.Concat(parts).Replace('\u2581', '_'));

    [Theory]
    [InlineData("gpt-2")]
    [InlineData("llama-bpe")]
    [InlineData("qwen2")]
    [InlineData("smollm")]
    public void Any_bytes_come_back_from_a_byte_level_vocabulary(string pre)
    {
        Tokenizer tokenizer = SmallFiles.ByteLevel(pre).Create();
        Prop.ForAll(s_bytes.ToArbitrary(), bytes => ShouldComeBack(tokenizer, bytes)).Check(s_config);
    }

    [Fact]
    public void Any_bytes_come_back_from_the_vocabulary_of_GPT2()
    {
        using GgufFile file = GgufFile.Open(TestData.Require("tokenizers/vocab/gguf/ggml-vocab-gpt-2.gguf"));
        Tokenizer tokenizer = Tokenizer.FromGguf(file.Metadata);
        Prop.ForAll(s_bytes.ToArbitrary(), bytes => ShouldComeBack(tokenizer, bytes)).Check(s_config);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Any_text_comes_back_from_SentencePiece(bool addsSpacePrefix)
    {
        Tokenizer tokenizer = SmallFiles.SentencePiece().Set(TokenizerFile.AddSpacePrefix, addsSpacePrefix).Create();
        Prop.ForAll(s_text.ToArbitrary(), text => tokenizer.Decode(tokenizer.EncodeToIds(text)) == text).Check(s_config);
        Prop.ForAll(s_bytes.ToArbitrary(), bytes => ShouldComeBack(tokenizer, bytes)).Check(s_config);
    }

    [Fact]
    public void Any_text_comes_back_from_the_vocabulary_of_Llama2()
    {
        using GgufFile file = GgufFile.Open(TestData.Require("tokenizers/vocab/gguf/ggml-vocab-llama-spm.gguf"));
        Tokenizer tokenizer = Tokenizer.FromGguf(file.Metadata);
        Prop.ForAll(s_text.ToArbitrary(), text => tokenizer.Decode(tokenizer.EncodeToIds(text)) == text).Check(s_config);
    }

    // A piece with a space inside, which no text here holds, makes the tokenizer merge the whole text in one go.
    [Fact]
    public void Merging_word_by_word_gives_what_merging_the_whole_text_gives()
    {
        Tokenizer byWord = SmallFiles.SentencePiece().Create();
        Tokenizer whole = SmallFiles.SentencePiece(("Q▁Q", -1, 1)).Create();
        Gen<string> texts = Gen.Elements(" ", "  ", "   ", "\u2581", "hello", "a", "aa", "abc", "\n", "世", "<tool>").ListOf().Select(string.Concat);
        Prop.ForAll(texts.ToArbitrary(), text => byWord.EncodeToIds(text).AsSpan().SequenceEqual(whole.EncodeToIds(text))).Check(s_config);
    }

    [Fact]
    public void A_literal_word_separator_comes_back_from_SentencePiece_as_a_space()
    {
        Tokenizer tokenizer = SmallFiles.SentencePiece().Create();
        tokenizer.Decode(tokenizer.EncodeToIds("hello\u2581hello")).ShouldBe("hello hello");
    }

    // A word is one piece of work for the merges; a quadratic loop would take hours here.
    [Theory]
    [InlineData("gpt-2")]
    [InlineData("llama-bpe")]
    [InlineData(null)]
    public void Words_of_a_million_letters_are_encoded(string? pre)
    {
        Tokenizer tokenizer = (pre is null ? SmallFiles.SentencePiece() : SmallFiles.ByteLevel(pre)).Create();
        Random random = new(2);
        foreach (byte[] word in (byte[][])[
            [.. Enumerable.Repeat((byte)'a', 1 << 20)],
            [.. Enumerable.Range(0, 1 << 20).Select(_ => (byte)random.Next('a', 'z' + 1))],
            [.. Enumerable.Repeat((byte)' ', 1 << 20), (byte)'a'],
            [.. Enumerable.Repeat((byte)'\n', 1 << 20)],
            [.. Enumerable.Repeat((byte)'<', 1 << 20)]])
        {
            ShouldComeBack(tokenizer, word).ShouldBeTrue();
        }
    }

    [Fact]
    public void Words_of_a_million_letters_are_encoded_with_the_vocabularies_of_GPT2_and_Llama2()
    {
        Random random = new(2);
        byte[] same = [.. Enumerable.Repeat((byte)'a', 1 << 20)];
        byte[] letters = [.. Enumerable.Range(0, 1 << 20).Select(_ => (byte)random.Next('a', 'z' + 1))];
        foreach (string name in (string[])["gpt-2", "llama-spm"])
        {
            using GgufFile file = GgufFile.Open(TestData.Require($"tokenizers/vocab/gguf/ggml-vocab-{name}.gguf"));
            Tokenizer tokenizer = Tokenizer.FromGguf(file.Metadata);
            ShouldComeBack(tokenizer, same).ShouldBeTrue();
            ShouldComeBack(tokenizer, letters).ShouldBeTrue();
        }
    }

    static bool ShouldComeBack(Tokenizer tokenizer, byte[] bytes)
    {
        ArrayBufferWriter<byte> decoded = new();
        tokenizer.DecodeToBytes(tokenizer.EncodeToIds(bytes), decoded);
        return decoded.WrittenSpan.SequenceEqual(bytes);
    }
}
