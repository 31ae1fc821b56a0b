using System.Text;

namespace Lode.Tokenizers.Tests;

/// <summary>Rows as models want them: pairs of texts, windows over long texts, rows of one length; derived by hand from the format's rules.</summary>
public class RowTests
{
    const string Json = """
        {"version":"1.0","truncation":null,"padding":{"strategy":"BatchLongest","direction":"Left","pad_to_multiple_of":4,"pad_id":9,"pad_type_id":0},
        "added_tokens":[],"normalizer":null,"pre_tokenizer":{"type":"WhitespaceSplit"},
        "post_processor":{"type":"TemplateProcessing",
        "single":[{"SpecialToken":{"id":"C","type_id":0}},{"Sequence":{"id":"A","type_id":0}},{"SpecialToken":{"id":"S","type_id":0}}],
        "pair":[{"SpecialToken":{"id":"C","type_id":0}},{"Sequence":{"id":"A","type_id":0}},{"SpecialToken":{"id":"S","type_id":0}},
        {"Sequence":{"id":"B","type_id":1}},{"SpecialToken":{"id":"S","type_id":1}}],
        "special_tokens":{"C":{"id":"C","ids":[7],"tokens":["C"]},"S":{"id":"S","ids":[8],"tokens":["S"]}}},
        "decoder":null,"model":{"type":"WordLevel","unk_token":"?",
        "vocab":{"?":0,"a":1,"b":2,"c":3,"d":4,"e":5,"f":6,"C":7,"S":8,"P":9}}}
        """;

    static readonly EncodeOptions s_special = new(AddSpecial: true);

    [Fact]
    public void Two_texts_become_one_row_with_types()
    {
        (int[] ids, int[] types) = Open().EncodePair("a b"u8, "c"u8, s_special);
        ids.ShouldBe([7, 1, 2, 8, 3, 8]);
        types.ShouldBe([0, 0, 0, 0, 1, 1]);
        Open().EncodePair("a b"u8, "c"u8).Ids.ShouldBe([1, 2, 3]);
    }

    // Of 6 there is room for 3 beside the special ones: the longer text is cut first, then both, the second getting the odd one.
    [Theory]
    [InlineData(6, TruncationStrategy.LongestFirst, false, "a b c d", "e", new[] { 7, 1, 2, 8, 5, 8 })]
    [InlineData(6, TruncationStrategy.LongestFirst, false, "a b c", "d e f", new[] { 7, 1, 8, 4, 5, 8 })]
    [InlineData(6, TruncationStrategy.LongestFirst, true, "a b c", "d e f", new[] { 7, 3, 8, 5, 6, 8 })]
    [InlineData(7, TruncationStrategy.OnlyFirst, false, "a b c", "d e", new[] { 7, 1, 2, 8, 4, 5, 8 })]
    [InlineData(7, TruncationStrategy.OnlySecond, false, "a b", "d e f", new[] { 7, 1, 2, 8, 4, 5, 8 })]
    [InlineData(3, TruncationStrategy.LongestFirst, false, "a b", "d e f", new[] { 7, 8, 8 })]
    public void Two_texts_are_cut_to_fit(int most, TruncationStrategy strategy, bool keepsEnd, string first, string second, int[] expected) =>
        Open(new TruncationOptions(most, strategy, keepsEnd))
            .EncodePair(Encoding.UTF8.GetBytes(first), Encoding.UTF8.GetBytes(second), s_special).Ids.ShouldBe(expected);

    [Fact]
    public void A_text_is_cut_to_fit_with_its_special_tokens()
    {
        Tokenizer tokenizer = Open(new TruncationOptions(4));
        tokenizer.EncodeToIds("a b c d", s_special).ShouldBe([7, 1, 2, 8]);
        tokenizer.EncodeToIds("a b c d").ShouldBe([1, 2, 3, 4]);
        tokenizer.EncodeToIds("a b c d e").ShouldBe([1, 2, 3, 4]);
        tokenizer.EncodeToTokens("a b c", s_special).Select(token => token.Offset).ShouldBe([0..0, 0..1, 2..3, 0..0]);
        tokenizer.CountTokens("a b c d e").ShouldBe(5);
    }

    [Fact]
    public void Windows_overlap_by_the_stride_and_hold_everything()
    {
        Tokenizer tokenizer = Open();
        Rows(tokenizer.EncodeWindows("a b c d e"u8, new TruncationOptions(3, Stride: 1))).ShouldBe("1 2 3|3 4 5");
        Rows(tokenizer.EncodeWindows("a b c d e"u8, new TruncationOptions(4, KeepsEnd: true), s_special)).ShouldBe("7 4 5 8|7 2 3 8|7 1 8");
        Rows(tokenizer.EncodeWindows("a"u8, new TruncationOptions(3))).ShouldBe("1");
    }

    [Fact]
    public void Rows_are_filled_as_the_file_says()
    {
        Tokenizer tokenizer = Open();
        (int[] ids, byte[] mask, int length) = tokenizer.EncodeBatch(["a b c d e", "f"]).Pad(tokenizer.Padding!);
        length.ShouldBe(8);
        ids.ShouldBe([9, 9, 9, 1, 2, 3, 4, 5, 9, 9, 9, 9, 9, 9, 9, 6]);
        mask.ShouldBe([0, 0, 0, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 1]);
        Should.Throw<ArgumentException>(() => tokenizer.EncodeBatch(["a b"]).Pad(new PaddingOptions(9, Length: 1)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1 << 12)]
    [InlineData(1 << 22)]
    public void The_memory_of_words_never_changes_ids(int cacheBytes)
    {
        string path = Lode.Tests.TestData.Require("tokenizers/vocab/gpt2/tokenizer.json");
        byte[] text = File.ReadAllBytes(Lode.Tests.TestData.Require("text/big.txt")).AsSpan(0, 300_000).ToArray();
        Tokenizer tokenizer = Tokenizer.Open(path, new TokenizerOptions { CacheBytes = cacheBytes });
        int[] ids = tokenizer.EncodeToIds(text);
        tokenizer.EncodeToIds(text).ShouldBe(ids);
        ids.ShouldBe(Tokenizer.Open(path).EncodeToIds(text));
    }

    static string Rows(IReadOnlyList<int[]> rows) => string.Join('|', rows.Select(row => string.Join(' ', row)));

    static Tokenizer Open(TruncationOptions? truncation = null) =>
        Tokenizer.FromTokenizerJson(Encoding.UTF8.GetBytes(Json), "test.json", new TokenizerOptions { Truncation = truncation });
}
