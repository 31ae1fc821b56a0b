using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using TestData = Lode.Tests.TestData;

namespace Lode.Control.Tests;

/// <summary>Regular expressions beside .NET's own, and beside texts that others say fit.</summary>
public class PatternOracleTests
{
    // Patterns, with texts made along with them that are likely to fit.
    static readonly Gen<Sample> s_samples = Sized(4);

    static readonly Gen<string> s_texts =
        Gen.Elements("a", "b", "c", "A", "B", "k", "1", "0", "_", "-", " ", "\n", "é", "É", "日", "ſ", "ab", "").ListOf().Select(string.Concat);

    [Fact]
    public void A_text_fits_where_the_expressions_of_DotNet_say_so()
    {
        int fits = 0, others = 0;
        Prop.ForAll(s_samples.ToArbitrary(), s_texts.ListOf(6).ToArbitrary(), (sample, texts) =>
        {
            Regex oracle = new($@"\A(?:{sample.Pattern})\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
            PatternAutomaton automaton = PatternTests.Automaton(sample.Pattern);
            IEnumerable<string> mutations = sample.Texts.Where(text => text.Length > 0).SelectMany(text =>
                (string[])[text[1..], text + text[0], text.ToUpperInvariant(), text[..(text.Length / 2)]]);
            foreach (string text in sample.Texts.Concat(mutations).Concat(texts))
            {
                bool expected = oracle.IsMatch(text);
                PatternTests.Fits(automaton, text).ShouldBe(expected, $"{sample.Pattern} on '{text}'");
                _ = expected ? fits++ : others++;
            }
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1_500).WithEndSize(12));
        fits.ShouldBeGreaterThan(1_000);
        others.ShouldBeGreaterThan(1_000);
    }

    [Fact]
    public void All_short_texts_fit_where_the_expressions_of_DotNet_say_so()
    {
        int explored = 0;
        Prop.ForAll(s_samples.ToArbitrary(), sample =>
        {
            Regex oracle = new($@"\A(?:{sample.Pattern})\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
            PatternAutomaton automaton = PatternTests.Automaton(sample.Pattern);
            foreach (string text in Short("aB1é", 4))
                PatternTests.Fits(automaton, text).ShouldBe(oracle.IsMatch(text), $"{sample.Pattern} on '{text}'");
            bool? isLive = PatternTests.IsLive(automaton, 2_000);
            explored += isLive is null ? 0 : 1;
            return isLive != false;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(150).WithEndSize(12));
        explored.ShouldBeGreaterThan(50);
    }

    [Theory]
    [InlineData("L")]
    [InlineData("Lu")]
    [InlineData("Nd")]
    [InlineData("N")]
    [InlineData("M")]
    [InlineData("P")]
    [InlineData("S")]
    [InlineData("Z")]
    [InlineData("Co")]
    [InlineData("Cf")]
    public void A_category_holds_the_characters_of_DotNet(string name)
    {
        PatternAutomaton automaton = PatternTests.Automaton($@"\p{{{name}}}");
        Regex oracle = new($@"^\p{{{name}}}$");
        for (int value = 0; value < 0x10000; value++)
        {
            if (!Rune.IsValid(value))
                continue;
            string text = ((char)value).ToString();
            if (text != "\n") // before which $ matches, too
                PatternTests.Fits(automaton, text).ShouldBe(oracle.IsMatch(text), $"U+{value:X4}");
        }
    }

    [Fact]
    public void Every_character_has_exactly_its_own_bytes()
    {
        PatternAutomaton any = PatternTests.Automaton(@"[\s\S]");
        Span<byte> bytes = stackalloc byte[4];
        for (int value = 0; value <= 0x10FFFF; value++)
        {
            if (!Rune.IsValid(value))
                continue;
            int state = any.Start;
            foreach (byte part in bytes[..new Rune(value).EncodeToUtf8(bytes)])
                state = any.Step(state, part);
            if (state < 0 || !any.Accepts(state))
                Assert.Fail($"U+{value:X4} does not fit");
        }
        // Overlong, surrogates, beyond the last, cut, continued.
        foreach (byte[] bad in (byte[][])[[0xC0, 0x80], [0xC1, 0xBF], [0xE0, 0x9F, 0xBF], [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF], [0xF0, 0x8F, 0xBF, 0xBF],
            [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0x80], [0xFF], [0xC3, 0x41], [0xE6, 0x97, 0x41]])
        {
            int state = any.Start;
            foreach (byte part in bad)
                state = state < 0 ? state : any.Step(state, part);
            state.ShouldBe(PatternAutomaton.Dead, Convert.ToHexString(bad));
        }
    }

    [Fact]
    public void Expressions_of_other_projects_take_and_refuse_the_texts_that_these_say()
    {
        int patterns = 0, texts = 0;
        foreach (string line in File.ReadLines(TestData.Require("constraints/grammars/regex.jsonl")))
        {
            using JsonDocument document = JsonDocument.Parse(line);
            JsonElement root = document.RootElement;
            string pattern = root.GetProperty("grammar").GetString()!;
            PatternAutomaton automaton = PatternTests.Automaton(pattern);
            foreach (JsonElement text in root.GetProperty("accept").EnumerateArray())
            {
                PatternTests.Fits(automaton, text.GetString()!).ShouldBeTrue($"{pattern} on '{text}'");
                texts++;
            }
            foreach (JsonElement text in root.GetProperty("reject").EnumerateArray())
            {
                if (root.TryGetProperty("note", out _))
                    continue; // engines differ
                PatternTests.Fits(automaton, text.GetString()!).ShouldBeFalse($"{pattern} on '{text}'");
                texts++;
            }
            patterns++;
        }
        patterns.ShouldBeGreaterThan(30);
        texts.ShouldBeGreaterThan(100);
    }

    static Gen<Sample> Sized(int depth)
    {
        Gen<Sample> leaf = Gen.OneOf(
            Gen.Elements("a", "b", "k", "1", "-", "é", "日", "ab").Select(text => new Sample(Regex.Escape(text).Replace("-", @"\-", StringComparison.Ordinal), [text])),
            Gen.Elements(
                new Sample("[a-c]", ["b"]), new Sample("[^a-c]", ["d", "é"]), new Sample(".", ["x", "日"]), new Sample("[0-9]", ["7"]),
                new Sample(@"[^\n1]", ["0"]), new Sample("[a-zé]", ["é"]), new Sample("(?i:k)", ["K", "k"]), new Sample("(?i:[a-é])", ["É"]),
                new Sample(@"\p{L}", ["日"]), new Sample(@"\P{Lu}", ["a"]), new Sample("", [""]), new Sample("(?s:.)", ["\n"])));
        if (depth == 0)
            return leaf;
        Gen<Sample> inner = Sized(depth - 1);
        return Gen.OneOf(
            leaf,
            inner.ListOf(3).Select(parts => new Sample(string.Concat(parts.Select(part => part.Pattern)), [string.Concat(parts.Select(part => part.Texts[0])), string.Concat(parts.Select(part => part.Texts[^1]))])),
            inner.ListOf(2).Select(parts => new Sample($"(?:{string.Join('|', parts.Select(part => part.Pattern))})", [.. parts.SelectMany(part => part.Texts).Take(4)])),
            from part in inner
            from bounds in Gen.Elements<(string Text, int Count)>(("*", 0), ("*", 2), ("+", 1), ("+?", 3), ("?", 1), ("??", 0), ("{2}", 2), ("{1,3}", 2), ("{2,}", 3), ("{0,1}?", 1))
            select new Sample($"({part.Pattern}){bounds.Text}", [.. part.Texts.Take(2).Select(text => string.Concat(Enumerable.Repeat(text, bounds.Count)))]));
    }

    static IEnumerable<string> Short(string alphabet, int length)
    {
        List<string> last = [""];
        for (int i = 0; i <= length; i++)
        {
            foreach (string text in last)
                yield return text;
            last = [.. last.SelectMany(text => alphabet.Select(character => text + character))];
        }
    }

    sealed record Sample(string Pattern, string[] Texts)
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Pattern} ({Texts.Length} texts)");
    }
}
