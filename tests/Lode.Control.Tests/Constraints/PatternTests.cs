using System.Text;

namespace Lode.Control.Tests;

/// <summary>What regular expressions take, and which are refused.</summary>
public class PatternTests
{
    [Theory]
    [InlineData(@"", "", "a")]
    [InlineData(@"abc", "abc", "ab|abcd|abd")]
    [InlineData(@"a|bc|", "a|bc|", "b|ab")]
    [InlineData(@"a*?b+?c??", "b|aabb|bc", "c|abcc")]
    [InlineData(@"a{2}", "aa", "a|aaa")]
    [InlineData(@"a{2,}", "aa|aaaaa", "a")]
    [InlineData(@"(?:ab){0,2}", "|ab|abab", "a|ababab")]
    [InlineData(@"(?<year>\d{4})-(?P<month>\d\d)", "2024-01", "202-01|2024-1|२०२४-01")]
    [InlineData(@"^a$|^$", "a|", "b")]
    [InlineData(@"(^a)b(c$)", "abc", "ab")]
    [InlineData(@"\Aa\z", "a", "b")]
    [InlineData(@"(^|x)a", "a|xa", "xxa")]
    [InlineData(@"[a-cx\]]", "a|b|c|x|]", "d")]
    [InlineData(@"[^a-c\n]", "d|é|日|🚀", "a|\n|")]
    [InlineData(@"[-a][a-]", "-a|a-|--", "b-")]
    [InlineData(@"[\w.+-]+", "a_1.+-", "a b|é")]
    [InlineData(@"[\^$.|?*+()[{}]+", "^$.|?*+()[{}", "a")]
    [InlineData(@"a{,b}{x{1", "a{,b}{x{1", "a")]
    [InlineData(@".", "a|é|日|🚀|\r", "\n|ab")]
    [InlineData(@"(?s).(?-s:.)", "\na|ab", "a\n")]
    [InlineData(@"(?i)straße|Ω", "straße|STRAßE|ω|Ω", "strasse")]
    [InlineData(@"(?i:a)b", "ab|Ab", "aB|AB")]
    [InlineData(@"a(?i)b|c", "ab|aB|C", "Ab")]
    [InlineData(@"(?i)[^k]", "a", "k|K")]
    [InlineData(@"(?i)[a-c]x", "Bx|bX", "dx")]
    [InlineData(@"\x41\u0042\u{1F680}\uD83D\uDE80\U0001F680\cJ\0", "AB🚀🚀🚀\n\0", "A")]
    [InlineData(@"\p{Lu}\p{L}*\P{L}", "Éa日1|A ", "a1|A")]
    [InlineData(@"[\p{Nd}\pP]+\p{gc=Sc}", "1٣!€", "a€")]
    [InlineData(@"\s\S\d\D\w\W", " a1x_!", "a")]
    [InlineData(@"[\s\S]*", "|any\nthing 🚀", "")]
    [InlineData(@"(((a)|b)*c)+", "c|abcbc|cc", "ab")]
    [InlineData(@"(a*)*(b*|c)*", "|aabc|bbb", "d")]
    [InlineData(@"\-\/\""\'\#\ \%", "-/\"'# %", "")]
    public void A_pattern_takes_what_fits_and_nothing_else(string pattern, string fits, string others)
    {
        PatternAutomaton automaton = Automaton(pattern);
        foreach (string text in fits.Split('|'))
            Fits(automaton, text).ShouldBeTrue($"'{text}' should fit {pattern}");
        if (others.Length > 0)
        {
            foreach (string text in others.Split('|'))
                Fits(automaton, text).ShouldBeFalse($"'{text}' should not fit {pattern}");
        }
    }

    [Theory]
    [InlineData(@"a(?=b)", 1, "lookahead")]
    [InlineData(@"a(?!b)", 1, "lookahead")]
    [InlineData(@"(?<=a)b", 0, "lookbehind")]
    [InlineData(@"(?<!a)b", 0, "lookbehind")]
    [InlineData(@"(a)\1", 3, "backreferences")]
    [InlineData(@"(?<n>a)\k<n>", 7, "backreferences")]
    [InlineData(@"(?P=n)", 0, "backreferences")]
    [InlineData(@"é\bx", 1, "word boundaries")]
    [InlineData(@"🚀x\B", 2, "word boundaries")]
    [InlineData(@"(?>a)", 0, "atomic")]
    [InlineData(@"(?(1)a)", 0, "conditional")]
    [InlineData(@"(?#x)", 0, "comments")]
    [InlineData(@"(*ACCEPT)", 0, "verbs")]
    [InlineData(@"a++", 2, "possessive")]
    [InlineData(@"a**", 2, "at most one repeat")]
    [InlineData(@"a{2}{3}", 4, "at most one repeat")]
    [InlineData(@"*a", 0, "something to repeat")]
    [InlineData(@"(|+)", 2, "something to repeat")]
    [InlineData(@"x{2}|{3}", 5, "something to repeat")]
    [InlineData(@"^*", 0, "anchor")]
    [InlineData(@"a{3,2}", 1, "in order")]
    [InlineData(@"a{,2}", 1, "{0,n}")]
    [InlineData(@"a{99999999999}", 1, "10,000")]
    [InlineData(@"(a", 0, "')'")]
    [InlineData(@"a)", 1, "'('")]
    [InlineData(@"[a", 0, "']'")]
    [InlineData(@"[]", 0, "empty")]
    [InlineData(@"[^]", 0, "empty")]
    [InlineData(@"[z-a]", 1, "in order")]
    [InlineData(@"[a-\d]", 1, "range")]
    [InlineData(@"[\d-x]", 1, "range")]
    [InlineData(@"[[:alpha:]]", 1, "POSIX")]
    [InlineData(@"[a&&b]", 2, "operations")]
    [InlineData(@"[a-z-[b]]", 4, "subtracting")]
    [InlineData(@"\q", 0, "escape")]
    [InlineData(@"\", 0, "'\\'")]
    [InlineData(@"a\Z", 1, "escape")]
    [InlineData(@"\xZ", 0, "hexadecimal")]
    [InlineData(@"\u{110000}", 0, "Unicode")]
    [InlineData(@"\uD800", 0, "Unicode")]
    [InlineData(@"\p{Greek}", 0, "Greek")]
    [InlineData(@"(?m)a", 0, "flags")]
    [InlineData(@"(?x)a", 0, "flags")]
    [InlineData(@"(?<1a", 0, "name")]
    public void What_is_not_offered_is_refused_by_its_name_and_place(string pattern, int position, string name)
    {
        ConstraintException error = Should.Throw<ConstraintException>(() => Automaton(pattern));
        error.Position.ShouldBe(position);
        error.Message.ShouldContain(name);
    }

    [Fact]
    public void Half_of_a_character_is_refused() =>
        Should.Throw<ConstraintException>(() => Automaton("🚀a" + (char)0xD800)).Position.ShouldBe(2);

    [Theory]
    [InlineData(@"a^b")]
    [InlineData(@"a$b")]
    [InlineData(@"[^\s\S]")]
    [InlineData(@"(a[^\x00-\u{10FFFF}])+")]
    [InlineData(@"$a")]
    public void A_pattern_that_no_text_fits_is_refused(string pattern) =>
        Should.Throw<ConstraintException>(() => Automaton(pattern)).Message.ShouldContain("that some text fits");

    [Theory]
    [InlineData(@"(a|b$c|d)*e")]
    [InlineData(@"x(^y|z)")]
    [InlineData(@"(a|[^\s\S]b)*")]
    [InlineData(@"(?i)(foo|föö[^\u{0}-\u{10FFFF}]|bar){1,3}")]
    [InlineData(@"\p{L}{2,4}[^\p{L}]")]
    public void From_every_state_the_end_can_be_reached(string pattern)
    {
        IsLive(Automaton(pattern), 2_000).ShouldBe(true);
    }

    /// <summary>Explores all states and says whether each leads to one where the text may end; null where there are more than so many.</summary>
    internal static bool? IsLive(PatternAutomaton automaton, int mostStates)
    {
        List<(int From, int To)> edges = [];
        Queue<int> open = new([automaton.Start]);
        HashSet<int> known = [automaton.Start];
        while (open.TryDequeue(out int state))
        {
            if (known.Count > mostStates)
                return null;
            for (int value = 0; value < 256; value++)
            {
                int next = automaton.Step(state, (byte)value);
                if (next < 0)
                    continue;
                edges.Add((state, next));
                if (known.Add(next))
                    open.Enqueue(next);
            }
        }
        HashSet<int> live = [.. known.Where(automaton.Accepts)];
        ILookup<int, int> sources = edges.Distinct().ToLookup(edge => edge.To, edge => edge.From);
        Queue<int> back = new(live);
        while (back.TryDequeue(out int state))
        {
            foreach (int source in sources[state])
            {
                if (live.Add(source))
                    back.Enqueue(source);
            }
        }
        return live.Count == known.Count;
    }

    internal static PatternAutomaton Automaton(string pattern) => new(new PatternProgram(PatternParser.Parse(pattern)));

    internal static bool Fits(PatternAutomaton automaton, string text)
    {
        int state = automaton.Start;
        foreach (byte value in Encoding.UTF8.GetBytes(text))
        {
            state = automaton.Step(state, value);
            if (state < 0)
                return false;
        }
        return automaton.Accepts(state);
    }
}
