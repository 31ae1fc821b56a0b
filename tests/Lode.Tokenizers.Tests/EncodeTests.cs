using System.Buffers;
using System.Text;

namespace Lode.Tokenizers.Tests;

public class EncodeTests
{
    static readonly EncodeOptions s_addSpecial = new(AddSpecial: true);
    static readonly EncodeOptions s_parseSpecial = new(ParseSpecial: true);

    [Theory]
    [InlineData("abc", "a|bc")] // "b c" ranks before "a b"
    [InlineData("aaaaa", "aaaa|a")]
    [InlineData("aaaaaa", "aaaa|aa")]
    [InlineData("hello hello", "hello|Ġhello")]
    [InlineData("say hello", "s|a|y|Ġhello")]
    [InlineData("xyz", "x|y|z")] // in the vocabulary, but no merge makes it
    [InlineData("\n\n", "ĊĊ")]
    public void Byte_level_merges_follow_the_merge_list(string text, string expected) =>
        SmallFiles.ByteLevel("gpt-2").Create().EncodeToTexts(text).ShouldBe(expected);

    [Theory]
    [InlineData("gpt-2", "12345", "123|4|5")]
    [InlineData("llama-bpe", "12345", "123|4|5")]
    [InlineData("llama-bpe", "512345", "5|12|3|4|5")] // words 512 and 345
    [InlineData("qwen2", "12345", "1|2|3|4|5")]
    [InlineData("smollm", "12345", "1|2|3|4|5")]
    public void Numbers_are_cut_as_the_pre_tokenizer_says(string pre, string text, string expected) =>
        SmallFiles.ByteLevel(pre).Create().EncodeToTexts(text).ShouldBe(expected);

    [Fact]
    public void Llama_bpe_takes_a_word_of_the_vocabulary_before_any_merge() =>
        SmallFiles.ByteLevel("llama-bpe").Create().EncodeToTexts("xyz abc").ShouldBe("xyz|Ġ|a|bc");

    [Theory]
    [InlineData("hello", "▁hello")]
    [InlineData("hell", "▁|hell")]
    [InlineData("hello hello", "▁hello|▁hello")]
    [InlineData("   hello", "▁▁|▁|▁hello")]
    [InlineData("abc", "▁|ab|c")] // equal scores: the leftmost first
    [InlineData("aaa", "▁|aa|a")]
    [InlineData("é", "▁|é")]
    [InlineData("ü", "▁|<0xC3>|<0xBC>")]
    [InlineData("\n", "▁|<0x0A>")]
    public void SentencePiece_merges_by_score(string text, string expected) =>
        SmallFiles.SentencePiece().Create().EncodeToTexts(text).ShouldBe(expected);

    [Fact]
    public void SentencePiece_merges_across_a_space_where_the_vocabulary_does() =>
        SmallFiles.SentencePiece(("a▁", -1, 1), ("a▁b", -2, 1)).Create().EncodeToTexts("a b a").ShouldBe("▁|a▁b|▁|a");

    [Fact]
    public void Without_the_space_prefix_SentencePiece_text_begins_as_it_is()
    {
        Tokenizer tokenizer = SmallFiles.SentencePiece().Set(TokenizerFile.AddSpacePrefix, false).Create();
        tokenizer.Decoder.StripsLeadingSpace.ShouldBeFalse();
        tokenizer.EncodeToTexts("hello hello").ShouldBe("hello|▁hello");
    }

    [Fact]
    public void Control_tokens_are_recognised_only_on_request()
    {
        Tokenizer tokenizer = SmallFiles.ByteLevel("gpt-2").Create();
        tokenizer.EncodeToTexts("a<|im_end|>b", s_parseSpecial).ShouldBe("a|<|im_end|>|b");
        tokenizer.EncodeToTexts("a<|im_end|>b").ShouldBe("a|<|||i|m|_|e|n|d|||>|b");
    }

    [Fact]
    public void Plain_text_never_merges_to_a_control_token() =>
        SmallFiles.SentencePiece().Set(TokenizerFile.AddSpacePrefix, false).Create().EncodeToTexts("</s>").ShouldBe("</|s>");

    [Fact]
    public void User_defined_tokens_are_always_recognised()
    {
        SmallFiles.ByteLevel("gpt-2").Create().EncodeToTexts("a<tool>b").ShouldBe("a|<tool>|b");
        SmallFiles.SentencePiece().Create().EncodeToTexts("hello<tool>hello").ShouldBe("▁hello|<tool>|▁hello");
    }

    [Fact]
    public void The_look_ahead_of_white_space_ends_at_a_special_token() =>
        SmallFiles.ByteLevel("gpt-2").Create().EncodeToTexts("a  <tool>b").ShouldBe("a|ĠĠ|<tool>|b");

    [Fact]
    public void The_longest_special_token_at_a_place_wins()
    {
        TokenizerFile file = SmallFiles.SentencePiece();
        string[] tokens = ["<unk>", "<s>", "</s>", .. Enumerable.Range(0, 256).Select(b => $"<0x{b:X2}>"), "<x", "<x>", "<x>y"];
        int[] types = [2, 3, 3, .. Enumerable.Repeat(6, 256), 4, 4, 4];
        Tokenizer tokenizer = file.Set(TokenizerFile.Tokens, tokens).Set(TokenizerFile.Types, types)
            .Set(TokenizerFile.Scores, new float[tokens.Length]).Set(TokenizerFile.AddSpacePrefix, false).Create();
        tokenizer.EncodeToTexts("<x><xx<x>y<<x>").ShouldBe("<x>|<x|<0x78>|<x>y|<0x3C>|<x>");
    }

    [Fact]
    public void Begin_and_end_of_text_are_added_as_the_file_says()
    {
        Tokenizer byDefault = SmallFiles.SentencePiece().Create();
        byDefault.AddsBeginOfText.ShouldBeTrue();
        byDefault.AddsEndOfText.ShouldBeFalse();
        byDefault.EncodeToTexts("hello", s_addSpecial).ShouldBe("<s>|▁hello");
        byDefault.EncodeToTexts("", s_addSpecial).ShouldBe("<s>");
        byDefault.EncodeToTexts("").ShouldBe("");

        SmallFiles.SentencePiece().Set(TokenizerFile.AddBegin, false).Set(TokenizerFile.AddEnd, true).Create()
            .EncodeToTexts("hello", s_addSpecial).ShouldBe("▁hello|</s>");
        SmallFiles.ByteLevel("gpt-2").Create().EncodeToTexts("hello", s_addSpecial).ShouldBe("hello");
        SmallFiles.ByteLevel("llama3").Create().EncodeToTexts("hello", s_addSpecial).ShouldBe("<|endoftext|>|hello");
    }

    [Fact]
    public void A_vocabulary_without_byte_tokens_uses_the_unknown_token_for_each_character()
    {
        Tokenizer tokenizer = new TokenizerFile()
            .Set(TokenizerFile.Model, "llama").Set(TokenizerFile.Tokens, "<unk>", "<s>", "</s>", "▁", "a")
            .Set(TokenizerFile.Types, new[] { 2, 3, 3, 1, 1 }).Set(TokenizerFile.Scores, new float[5]).Create();
        tokenizer.EncodeToTexts("aü€a").ShouldBe("▁|a|<unk>|<unk>|a");
    }

    [Fact]
    public void A_byte_that_the_vocabulary_lacks_is_encoded_as_the_replacement_character()
    {
        TokenizerFile file = SmallFiles.ByteLevel("gpt-2");
        Tokenizer whole = file.Create();
        List<string> tokens = [.. Enumerable.Range(0, whole.VocabularySize).Select(id => Encoding.UTF8.GetString(whole.GetText(id)))];
        tokens[0xC0] = "[gone]";
        Tokenizer tokenizer = file.Set(TokenizerFile.Tokens, tokens).Create();
        SmallFiles.Texts(tokenizer, tokenizer.EncodeToIds([(byte)'a', 0xC0, (byte)'b'])).ShouldBe("a|ï¿½|b");
        SmallFiles.Texts(tokenizer, tokenizer.EncodeToIds([0xC0])).ShouldBe("ï¿½");
    }

    [Fact]
    public void Ill_formed_UTF8_falls_back_to_its_bytes()
    {
        Tokenizer tokenizer = SmallFiles.SentencePiece().Create();
        SmallFiles.Texts(tokenizer, tokenizer.EncodeToIds([(byte)'a', 0xC3, (byte)'a', 0xE2, 0x96])).ShouldBe("▁|a|<0xC3>|a|<0xE2>|<0x96>");
    }

    [Theory]
    [InlineData("gpt-2")]
    [InlineData("qwen2")]
    [InlineData(null)]
    public void Encoding_allocates_nothing_once_its_buffers_exist(string? pre)
    {
        Tokenizer tokenizer = (pre is null ? SmallFiles.SentencePiece() : SmallFiles.ByteLevel(pre)).Create();
        byte[] text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("Hello hello, 12345 abc\n\n  naïve 世界 <tool>", 20)));
        ArrayBufferWriter<int> tokens = new(1 << 16);
        for (int i = 0; i < 3; i++)
            tokenizer.EncodeToIds(text, tokens);
        long before = GC.GetAllocatedBytesForCurrentThread();
        tokenizer.EncodeToIds(text, tokens);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    [Fact]
    public void One_tokenizer_serves_many_threads()
    {
        Tokenizer tokenizer = SmallFiles.ByteLevel("llama-bpe").Create();
        string text = string.Concat(Enumerable.Range(0, 500).Select(i => $" hello {i} abc"));
        int[] expected = tokenizer.EncodeToIds(text);
        Parallel.For(0, 32, _ => tokenizer.EncodeToIds(text).ShouldBe(expected));
    }
}
