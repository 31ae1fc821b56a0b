using System.Text;

namespace Lode.Tokenizers.Tests;

public class TokenMeaningTests
{
    [Fact]
    public void Bytes_of_a_token_are_what_it_adds_to_the_text()
    {
        Tokenizer pieces = SmallFiles.SentencePiece().Create();
        Bytes(pieces, "▁hello").ShouldBe(" hello"u8.ToArray());
        Bytes(pieces, "▁▁").ShouldBe("  "u8.ToArray());
        Bytes(pieces, "<0x0A>").ShouldBe("\n"u8.ToArray());
        Bytes(pieces, "<0xFF>").ShouldBe([0xFF]);
        Bytes(pieces, "<tool>").ShouldBe("<tool>"u8.ToArray());
        Bytes(pieces, "<s>").ShouldBeEmpty();
        Bytes(pieces, "<unk>").ShouldBeEmpty();

        Tokenizer bytes = SmallFiles.ByteLevel("gpt-2").Create();
        Bytes(bytes, "Ġhello").ShouldBe(" hello"u8.ToArray());
        Bytes(bytes, "ĊĊ").ShouldBe("\n\n"u8.ToArray());
        Bytes(bytes, "ï¿").ShouldBe([0xEF, 0xBF]);
        Bytes(bytes, "<tool>").ShouldBe("<tool>"u8.ToArray());
        Bytes(bytes, "<|im_end|>").ShouldBeEmpty();
    }

    [Fact]
    public void End_of_generation_is_the_end_of_text_and_well_known_ends_of_turns()
    {
        Tokenizer tokenizer = SmallFiles.SentencePiece().Create();
        string[] ends = [.. AllTexts(tokenizer).Where((_, id) => tokenizer.IsEndOfGeneration(id))];
        ends.ShouldBe(["</s>", "<|im_end|>"]);
        tokenizer.EndOfText.ShouldBe(2);
    }

    [Fact]
    public void Ends_of_turn_and_message_named_by_the_file_end_a_generation()
    {
        TokenizerFile file = SmallFiles.SentencePiece();
        int id = Array.IndexOf(AllTexts(file.Create()), "hell");
        Tokenizer tokenizer = file.Set("tokenizer.ggml.eot_token_id", (uint)id).Set("tokenizer.ggml.eom_token_id", id + 1).Create();
        tokenizer.IsEndOfGeneration(id).ShouldBeTrue();
        tokenizer.IsEndOfGeneration(id + 1).ShouldBeTrue();
        tokenizer.IsEndOfGeneration(id + 2).ShouldBeFalse();
    }

    [Fact]
    public void A_well_known_end_that_the_file_calls_user_defined_is_control_all_the_same()
    {
        Tokenizer tokenizer = SmallFiles.SentencePiece().Create();
        int end = Array.IndexOf(AllTexts(tokenizer), "<|im_end|>");
        tokenizer.IsControl(end).ShouldBeTrue();
        tokenizer.GetBytes(end).Length.ShouldBe(0);
        tokenizer.EncodeToIds("<|im_end|>").ShouldNotContain(end);
    }

    [Fact]
    public void Minus_one_as_an_id_means_that_there_is_none()
    {
        Tokenizer tokenizer = SmallFiles.ByteLevel("gpt-2").Set(TokenizerFile.BeginId, uint.MaxValue).Set(TokenizerFile.EndId, -1).Create();
        tokenizer.BeginOfText.ShouldBeNull();
        tokenizer.EndOfText.ShouldBeNull();
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    [InlineData(275)]
    [InlineData(int.MaxValue)]
    public void An_id_outside_the_vocabulary_means_nothing(int id)
    {
        Tokenizer tokenizer = SmallFiles.ByteLevel("gpt-2").Create();
        tokenizer.VocabularySize.ShouldBe(275);
        Should.Throw<ArgumentOutOfRangeException>(() => tokenizer.GetBytes(id).Length);
        Should.Throw<ArgumentOutOfRangeException>(() => tokenizer.GetText(id).Length);
        tokenizer.Decode([id]).ShouldBe("");
        tokenizer.IsControl(id).ShouldBeFalse();
        tokenizer.IsEndOfGeneration(id).ShouldBeFalse();
    }

    static byte[] Bytes(Tokenizer tokenizer, string text) => tokenizer.GetBytes(Array.IndexOf(AllTexts(tokenizer), text)).ToArray();

    static string[] AllTexts(Tokenizer tokenizer) =>
        [.. Enumerable.Range(0, tokenizer.VocabularySize).Select(id => Encoding.UTF8.GetString(tokenizer.GetText(id)))];
}
