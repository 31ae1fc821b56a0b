using System.Text;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;

namespace Lode.Tokenizers.Tests;

public class PreTokenizerTests
{
    const string Gpt2 = @"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+";
    const string Llama3 = @"'(?:[sS\u017F]|[tT]|[rR][eE]|[vV][eE]|[mM]|[lL][lL]|[dD])|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}"
        + @"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    // \p{M} and the letters by case as classes of .NET expressions; (?i) there does not fold U+017F.
    const string O200k = @"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?:'(?:[sS\u017F]|[tT]|[rR][eE]|[vV][eE]|[mM]|[lL][lL]|[dD]))?"
        + @"|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?:'(?:[sS\u017F]|[tT]|[rR][eE]|[vV][eE]|[mM]|[lL][lL]|[dD]))?"
        + @"|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    // What makes the expressions differ: contractions, kinds of space and line breaks, marks, digits of several scripts.
    static readonly Gen<string> s_text =
        Gen.Elements(
            "a", "B", "s", "S", "t", "re", "LL", "ve", "d", "m", "\u017F", "'", "'s", "'S", "'re", "'lL", " ", "  ", "\t", "\n", "\r", "\r\n",
            "\u00A0", "\u2003", "\u3000", "\u0085", "\u200B", "1", "23", "4567", "\u0663", "\u2167", "\u00BD", "!", "...", "-", "_", "é", "e\u0301", "ß", "Ω",
            "世界", "の", "A", "É", "ǅ", "/", "\u0E01\u0E33", "\u093E", "\uFFFD", "<|x|>", "\0", "\u007F")
        .ListOf().Select(string.Concat);

    [Fact]
    public void Gpt2_words_are_those_of_its_expression_within_the_basic_plane() =>
        ShouldCutAs(new Gpt2PreTokenizer(splitsDigits: false), text => Regex.Matches(text, Gpt2).Select(word => word.Value));

    [Fact]
    public void Gpt2_words_with_single_digits_are_those_of_two_expressions_in_a_row() =>
        ShouldCutAs(
            new Gpt2PreTokenizer(splitsDigits: true),
            text => Regex.Split(text, @"(\p{N})").SelectMany(part => Regex.Matches(part, Gpt2).Select(word => word.Value)));

    [Fact]
    public void Llama3_words_are_those_of_its_expression_within_the_basic_plane() =>
        ShouldCutAs(new Llama3PreTokenizer(maxDigits: 3), text => Regex.Matches(text, Llama3).Select(word => word.Value));

    [Fact]
    public void Qwen2_words_are_those_of_its_expression_within_the_basic_plane() =>
        ShouldCutAs(
            new Llama3PreTokenizer(maxDigits: 1),
            text => Regex.Matches(text, Llama3.Replace("{1,3}", "", StringComparison.Ordinal)).Select(word => word.Value));

    [Fact]
    public void O200k_words_are_those_of_its_expression_within_the_basic_plane() =>
        ShouldCutAs(new O200kPreTokenizer(), text => Regex.Matches(text, O200k).Select(word => word.Value));

    [Theory]
    [InlineData("x 𝒳𝒴1 𐒠𐒡y", "x| 𝒳𝒴|1| 𐒠𐒡|y")] // letters and digits above U+FFFF
    [InlineData("𝟘𝟙𝟚𝟛a", "𝟘𝟙𝟚𝟛|a")]
    [InlineData("🚀🚀 🚀", "🚀🚀| 🚀")]
    public void Gpt2_knows_letters_and_digits_above_the_basic_plane(string text, string words) =>
        Cut(new Gpt2PreTokenizer(splitsDigits: false), Encoding.UTF8.GetBytes(text)).ShouldBe(words.Split('|'));

    [Theory]
    [InlineData("𝟘𝟙𝟚𝟛a", "𝟘𝟙𝟚|𝟛|a")]
    [InlineData("🚀𝒳 !\n\n𝒴", "🚀𝒳| !\n\n|𝒴")]
    [InlineData("it'ſ it'S", "it|'ſ| it|'S")]
    public void Llama3_knows_letters_and_digits_above_the_basic_plane(string text, string words) =>
        Cut(new Llama3PreTokenizer(maxDigits: 3), Encoding.UTF8.GetBytes(text)).ShouldBe(words.Split('|'));

    [Fact]
    public void White_space_gives_back_one_code_point_however_many_bytes_it_has() =>
        Cut(new Gpt2PreTokenizer(splitsDigits: false), "a\u3000\u3000\u2003b"u8).ShouldBe(["a", "\u3000\u3000", "\u2003", "b"]);

    [Fact]
    public void Ill_formed_bytes_are_neither_letters_nor_spaces()
    {
        byte[] text = [.. "ab"u8, 0xFF, 0xC3, .. "cd"u8, 0xE4, 0xB8];
        List<int> lengths = [];
        Gpt2PreTokenizer words = new(splitsDigits: false);
        for (int at = 0; at < text.Length; at += lengths[^1])
            lengths.Add(words.FirstWordLength(text.AsSpan(at)));
        lengths.ShouldBe([2, 2, 2, 2]);
    }

    // The counts of Hugging Face's expressions; another Unicode version in the runtime would change token ids.
    [Fact]
    public void Code_point_classes_are_those_that_the_vocabularies_were_made_with()
    {
        Dictionary<CodePointClass, int> counts = [];
        byte[] utf8 = new byte[4];
        for (int value = 0; value <= 0x10FFFF; value++)
        {
            if (!Rune.IsValid(value))
                continue;
            int length = new Rune(value).EncodeToUtf8(utf8);
            CodePointClass found = CodePoints.Read(utf8.AsSpan(0, length), 0, out int read);
            read.ShouldBe(length);
            counts[found] = counts.GetValueOrDefault(found) + 1;
        }
        counts[CodePointClass.Letter].ShouldBe(141_028);
        counts[CodePointClass.Number].ShouldBe(1_911);
        counts[CodePointClass.Space].ShouldBe(23);
        counts[CodePointClass.Newline].ShouldBe(2);
    }

    static void ShouldCutAs(PreTokenizer preTokenizer, Func<string, IEnumerable<string>> oracle) =>
        Prop.ForAll(s_text.ToArbitrary(), text =>
        {
            Cut(preTokenizer, Encoding.UTF8.GetBytes(text)).ShouldBe(oracle(text), text);
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000).WithEndSize(30));

    static List<string> Cut(PreTokenizer preTokenizer, ReadOnlySpan<byte> text)
    {
        List<string> words = [];
        while (!text.IsEmpty)
        {
            int length = preTokenizer.FirstWordLength(text);
            words.Add(Encoding.UTF8.GetString(text[..length]));
            text = text[length..];
        }
        return words;
    }
}
