using Lode.Tokenizers;

namespace Lode.Control.Tests;

/// <summary>Constraints by regular expressions, on tokens.</summary>
public class RegexConstraintTests
{
    static readonly string[] s_patterns =
    [
        @"[a-z]{1,8}", @"(true|false|null)", @"-?(0|[1-9]\d*)(\.\d+)?", @"\d{4}-\d\d-\d\d", @".*", @"[^""\\]*", @"日本(é|🚀)+a?", @"[\x{1F600}-\x{1F6FF}]{2}",
        @"(\{""[a-z]+"": (""[^""]*""|\d+)(, ""[a-z]+"": \d+)*\}\n?)+", @"(?i)foo(bar|baz)?", @"(a|ab|abc|bc){2,5}", @"\p{Lu}[\p{L} ]*[.!?]", @"",
        @"(?s).{0,40}", @"([^a]{10,60}|[\s\S]{3,9}!){1,3}", @"[ \p{L}]{2,50}x",
    ];

    public static TheoryData<string, int> All => new() { { "small", 40 }, { "stories", 12 }, { "llama2", 2 }, { "llama3", 1 }, { "gemma3", 1 } };

    [Theory]
    [MemberData(nameof(All))]
    public void A_mask_holds_exactly_the_tokens_that_fit(string vocabulary, int walks)
    {
        Tokenizer tokenizer = Vocabularies.Open(vocabulary);
        Random random = new(17);
        int steps = tokenizer.VocabularySize > 100_000 ? 5 : 8, words = (tokenizer.VocabularySize + 31) / 32, positions = 0, midCharacter = 0, ended = 0;
        uint[] mask = new uint[words + 2]; // models have more tokens than tokenizers
        foreach (string pattern in s_patterns)
        {
            PatternAutomaton oracle = PatternTests.Automaton(pattern);
            for (int walk = 0; walk < walks; walk++)
            {
                RegexConstraint constraint = RegexConstraint.Create(tokenizer, pattern);
                int state = oracle.Start;
                for (int step = 0; step < steps; step++, positions++)
                {
                    mask.AsSpan().Fill(uint.MaxValue);
                    ConstraintAnswer answer = constraint.Allow(mask);
                    List<int> fits = [];
                    bool others = false;
                    for (int token = 0; token < mask.Length * 32; token++)
                    {
                        bool fit = token < tokenizer.VocabularySize && Steps(oracle, tokenizer, state, token, out _);
                        if (fit != ((mask[token >> 5] >> token & 1) != 0))
                            Assert.Fail($"{vocabulary}, {pattern}, step {step}: token {token} should {(fit ? "" : "not ")}be allowed");
                        if (!fit)
                            continue;
                        fits.Add(token);
                        others |= !tokenizer.IsEndOfGeneration(token);
                    }
                    bool mayEnd = state < 0 || oracle.Accepts(state);
                    answer.ShouldBe((mayEnd ? ConstraintAnswer.MayEnd : 0) | (others ? 0 : ConstraintAnswer.NothingElse));
                    constraint.CanEnd.ShouldBe(mayEnd);
                    fits.ShouldNotBeEmpty();
                    int next = fits[random.Next(fits.Count)];
                    Steps(oracle, tokenizer, state, next, out state).ShouldBeTrue();
                    constraint.TryAdvance([next]).ShouldBeTrue();
                    ended += state < 0 ? 1 : 0;
                    if (state >= 0 && tokenizer.GetBytes(next)[^1] >= 0xC0)
                        midCharacter++;
                }
            }
        }
        positions.ShouldBe(steps * walks * s_patterns.Length);
        ended.ShouldBeGreaterThan(0);
        if (vocabulary == "small")
            midCharacter.ShouldBeGreaterThan(20);
    }

    [Fact]
    public void Masks_only_lose_bits()
    {
        Tokenizer tokenizer = Vocabularies.Small;
        RegexConstraint few = RegexConstraint.Create(tokenizer, "abc"), many = RegexConstraint.Create(tokenizer, @"[\s\S]*");
        uint[] mask = new uint[(tokenizer.VocabularySize + 31) / 32];
        Set(mask, tokenizer.Token("ab"));
        Set(mask, tokenizer.Token("12"));
        many.Allow(mask).ShouldBe(ConstraintAnswer.MayEnd);
        few.Allow(mask).ShouldBe(ConstraintAnswer.None);
        Tokens(mask).ShouldBe([tokenizer.Token("ab")]);
    }

    [Fact]
    public void A_text_ends_where_it_may_and_not_before()
    {
        Tokenizer tokenizer = Vocabularies.Small;
        int end = tokenizer.EndOfText!.Value;
        RegexConstraint constraint = RegexConstraint.Create(tokenizer, "ab(c)?");
        constraint.TryAdvance([end]).ShouldBeFalse();
        constraint.TryAdvance([tokenizer.Token("ab"), end]).ShouldBeTrue();
        constraint.TokenCount.ShouldBe(2);
        uint[] mask = new uint[(tokenizer.VocabularySize + 31) / 32];
        mask.AsSpan().Fill(uint.MaxValue);
        constraint.Allow(mask).ShouldBe(ConstraintAnswer.MayEnd | ConstraintAnswer.NothingElse);
        Tokens(mask).ShouldBe([end]);
        constraint.TryAdvance([tokenizer.Token("c")]).ShouldBeFalse();
        constraint.TryAdvance([end]).ShouldBeTrue();
        constraint.TryBack(2).ShouldBeTrue();
        constraint.TryAdvance([tokenizer.Token("c")]).ShouldBeTrue();
        mask.AsSpan().Fill(uint.MaxValue);
        constraint.Allow(mask).ShouldBe(ConstraintAnswer.MayEnd | ConstraintAnswer.NothingElse);
    }

    [Fact]
    public void Where_a_token_does_not_fit_none_is_taken()
    {
        Tokenizer tokenizer = Vocabularies.Small;
        RegexConstraint constraint = RegexConstraint.Create(tokenizer, "abab");
        int ab = tokenizer.Token("ab");
        constraint.TryAdvance([ab, ab, ab]).ShouldBeFalse();
        constraint.TryAdvance([ab, -1]).ShouldBeFalse();
        constraint.TryAdvance([ab, tokenizer.VocabularySize]).ShouldBeFalse();
        constraint.TokenCount.ShouldBe(0);
        constraint.TryAdvance([ab, ab]).ShouldBeTrue();
        constraint.CanEnd.ShouldBeTrue();
    }

    [Fact]
    public void Taking_back_leads_to_the_same_masks()
    {
        Tokenizer tokenizer = Vocabularies.Small;
        RegexConstraint constraint = RegexConstraint.Create(tokenizer, @"(日本|a\d*é)+");
        Random random = new(3);
        List<uint[]> masks = [];
        for (int i = 0; i < 400; i++)
        {
            uint[] mask = new uint[(tokenizer.VocabularySize + 31) / 32];
            mask.AsSpan().Fill(uint.MaxValue);
            constraint.Allow(mask);
            masks.Add([.. mask]);
            if (masks.Count > 1 && random.Next(3) == 0)
            {
                int back = random.Next(1, masks.Count);
                constraint.TryBack(back).ShouldBeTrue();
                masks.RemoveRange(masks.Count - back, back);
                mask.AsSpan().Fill(uint.MaxValue);
                constraint.Allow(mask);
                mask.ShouldBe(masks[^1]);
            }
            List<int> tokens = Tokens(masks[^1]);
            tokens.Remove(tokenizer.EndOfText!.Value);
            constraint.TryAdvance([tokens[random.Next(tokens.Count)]]).ShouldBeTrue();
        }
        constraint.TryBack(constraint.TokenCount + 1).ShouldBeFalse();
        constraint.TryBack(-1).ShouldBeFalse();
        constraint.TryBack(0).ShouldBeTrue();
    }

    [Fact]
    public void A_copy_goes_its_own_way()
    {
        Tokenizer tokenizer = Vocabularies.Small;
        RegexConstraint constraint = RegexConstraint.Create(tokenizer, @"ab(12|bc)");
        constraint.TryAdvance([tokenizer.Token("ab")]).ShouldBeTrue();
        TokenConstraint copy = constraint.Copy();
        copy.TryAdvance([tokenizer.Token("12")]).ShouldBeTrue();
        constraint.CanEnd.ShouldBeFalse();
        copy.CanEnd.ShouldBeTrue();
        constraint.TryAdvance([tokenizer.Token("bc")]).ShouldBeTrue();
        copy.TryBack(2).ShouldBeTrue();
        copy.TryAdvance([tokenizer.Token("ab"), tokenizer.Token("bc")]).ShouldBeTrue();
    }

    [Fact]
    public void Threads_that_share_a_pattern_get_the_masks_of_one_that_does_not()
    {
        Tokenizer tokenizer = Vocabularies.Small;
        const string Pattern = @"([a-f]{1,6}|\d+é|日*本){3,9}";
        List<(int[] Tokens, uint[] Mask)> expected = [];
        foreach (int seed in Enumerable.Range(0, 40))
            expected.Add(Walk(RegexConstraint.Create(tokenizer, Pattern + "(?:)"), tokenizer, seed));
        Parallel.For(0, 160, i =>
        {
            (int[] tokens, uint[] mask) = Walk(RegexConstraint.Create(tokenizer, Pattern), tokenizer, i % 40);
            tokens.ShouldBe(expected[i % 40].Tokens);
            mask.ShouldBe(expected[i % 40].Mask);
        });
    }

    [Fact]
    public void Masks_take_no_more_memory_than_they_may()
    {
        Tokenizer tokenizer = Vocabularies.Open("llama3");
        // Each state has a wide mask of its own: 16 KiB, 2,500 of them.
        RegexConstraint constraint = RegexConstraint.Create(tokenizer, "(?s).{0,5000}");
        uint[] mask = new uint[(tokenizer.VocabularySize + 31) / 32];
        int a = tokenizer.Token("a");
        for (int i = 0; i < 60; i++)
        {
            constraint.Allow(mask);
            constraint.TryAdvance([a]).ShouldBeTrue();
        }
        MaskBudget.Bytes.ShouldBeInRange(60 * 4 * mask.Length, MaskBudget.MostBytes);
    }

    static (int[], uint[]) Walk(RegexConstraint constraint, Tokenizer tokenizer, int seed)
    {
        Random random = new(seed);
        uint[] mask = new uint[(tokenizer.VocabularySize + 31) / 32];
        List<int> taken = [];
        for (int i = 0; i < 12; i++)
        {
            mask.AsSpan().Fill(uint.MaxValue);
            constraint.Allow(mask);
            List<int> tokens = Tokens(mask);
            taken.Add(tokens[random.Next(tokens.Count)]);
            constraint.TryAdvance([taken[^1]]).ShouldBeTrue();
        }
        return ([.. taken], mask);
    }

    /// <summary>Byte by byte, without trie, classes and rows.</summary>
    static bool Steps(PatternAutomaton oracle, Tokenizer tokenizer, int state, int token, out int next)
    {
        next = -1;
        if (tokenizer.IsEndOfGeneration(token))
            return state < 0 || oracle.Accepts(state);
        if (state < 0 || tokenizer.GetBytes(token).IsEmpty)
            return false;
        next = state;
        foreach (byte value in tokenizer.GetBytes(token))
        {
            next = oracle.Step(next, value);
            if (next < 0)
                return false;
        }
        return true;
    }

    static void Set(uint[] mask, int token) => mask[token >> 5] |= 1u << token;

    static List<int> Tokens(uint[] mask)
    {
        List<int> tokens = [];
        for (int token = 0; token < mask.Length * 32; token++)
        {
            if ((mask[token >> 5] >> token & 1) != 0)
                tokens.Add(token);
        }
        return tokens;
    }
}
