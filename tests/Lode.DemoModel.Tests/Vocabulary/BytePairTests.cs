using Lode.DemoModel.Text;
using Lode.DemoModel.Vocabulary;

namespace Lode.DemoModel.Tests.Vocabulary;

public sealed class BytePairTests
{
    static readonly BytePairVocabulary s_vocabulary = BytePairTrainer.Train(seed: 1, documents: 500, size: 700);

    [Fact]
    public void The_same_text_gives_the_same_merges() =>
        BytePairTrainer.Train(seed: 1, documents: 500, size: 700).Merges.ShouldBe(s_vocabulary.Merges);

    [Fact]
    public void Generated_text_comes_back_as_it_was()
    {
        for (ulong i = 0; i < 300; i++)
        {
            foreach (Turn turn in DocumentWriter.Write(new Randomness(9, i)))
                s_vocabulary.Decode(Encode(turn.Text)).ShouldBe(turn.Text);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("Größe, 東京 & 🦊!")]
    [InlineData("  two  spaces\nand lines ")]
    public void Any_text_comes_back_as_it_was(string text) => s_vocabulary.Decode(Encode(text)).ShouldBe(text);

    [Fact]
    public void Frequent_words_are_one_token() => Encode(" named").Count.ShouldBe(1);

    [Fact]
    public void Merges_join_from_left_to_right()
    {
        List<int> symbols = [5, 5, 5, 6];
        BytePairVocabulary.Replace(symbols, (5, 5), 300);
        symbols.ShouldBe([300, 5, 6]);
    }

    [Fact]
    public void No_two_tokens_are_spelled_alike() =>
        Enumerable.Range(0, s_vocabulary.Size).Select(s_vocabulary.Spelling).Distinct().Count().ShouldBe(s_vocabulary.Size);

    [Theory]
    [InlineData("Once upon a time, there", new[] { "Once", " upon", " a", " time", ",", " there" })]
    [InlineData("{\"age\": 12}", new[] { "{\"", "age", "\":", " 12", "}" })]
    [InlineData("\"Hi,\" he", new[] { "\"", "Hi", ",\"", " he" })]
    public void Text_is_cut_as_GPT2_cuts_it(string text, string[] pieces) => WordSplitter.Split(text).ShouldBe(pieces);

    [Theory]
    [InlineData(0x20, "Ġ")]
    [InlineData(0x0A, "Ċ")]
    [InlineData(0x41, "A")]
    [InlineData(0xAD, "Ń")]
    public void Bytes_are_spelled_as_GPT2_spells_them(byte value, string spelling) => ByteAlphabet.Spell([value]).ShouldBe(spelling);

    static List<int> Encode(string text)
    {
        List<int> tokens = [];
        s_vocabulary.Encode(text, tokens);
        return tokens;
    }
}
