using System.Text;
using Lode.Tokenizers;

namespace Lode.Control.Tests;

/// <summary>Patterns that are made to take all memory or all time: each is refused, or bounded.</summary>
public class HostilePatternTests
{
    public static TheoryData<string> Large => new(
        "((((a{1000}){1000}){1000}){1000}){1000}",
        "(((){1000}){1000}){1000}",
        "((((|){10000}){10000})*)*",
        "(a?){10000}{10000}".Replace("}{", "}){", StringComparison.Ordinal).Insert(0, "("),
        "(\\p{L}?){10000}(\\p{L}|\\p{N}){10000}(.?){10000}" + "(x{10000}){10}",
        string.Concat(Enumerable.Repeat("(", 60_000)),
        "(" + string.Concat(Enumerable.Repeat("[^a]", 16_000)) + "){10}",
        new string('a', 70_000));

    [Theory]
    [MemberData(nameof(Large))]
    public void A_pattern_that_is_too_large_is_refused(string pattern)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        Should.Throw<ConstraintException>(() => PatternTests.Automaton(pattern)).Message.Length.ShouldBeLessThan(300);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(200L << 20);
    }

    [Theory]
    [InlineData("(a|b)*a(a|b){40}")] // 2^40 states
    [InlineData("(.*)(.*)(.*)(.*)x.{30}y(.*)z.{30}")]
    [InlineData("((a?){100}b?){90}c")]
    [InlineData("(a?){5000}(b?){5000}(a|b){5000}")]
    [InlineData("(((a|b|c)*|(b|c|d)*)*|((c|d|e)*|e?)*)*[ab]{20}(c|[^d]{300})*")]
    [InlineData("(|||||||||(a|)|(|b)|)*(|(|(|(|)*)*)*)*(a|b){60}")]
    public void The_states_of_a_pattern_are_bounded(string pattern)
    {
        PatternAutomaton automaton = PatternTests.Automaton(pattern);
        Random random = new(1);
        byte[] letters = Encoding.ASCII.GetBytes("abcdexyz");
        int refused = 0;
        for (int walk = 0; walk < 400 && refused == 0; walk++)
        {
            int state = automaton.Start;
            for (int i = 0; i < 400 && state >= 0; i++)
            {
                try
                {
                    state = automaton.Step(state, letters[random.Next(letters.Length)]);
                }
                catch (ConstraintException error)
                {
                    error.Message.ShouldContain("make it simpler");
                    refused++;
                    break;
                }
            }
        }
        automaton.StateCount.ShouldBeLessThanOrEqualTo(PatternAutomaton.MostStates);
        automaton.Bytes.ShouldBeLessThan(100L << 20);
    }

    [Fact]
    public void A_pattern_with_too_many_states_says_so_and_says_it_again()
    {
        Tokenizer tokenizer = Vocabularies.Small;
        RegexConstraint constraint = RegexConstraint.Create(tokenizer, "(a|b)*a(a|b){40}");
        Random random = new(5);
        int a = tokenizer.Token("a"), b = tokenizer.Token("b");
        ConstraintException? error = null;
        int[] tokens = [.. Enumerable.Range(0, 200_000).Select(_ => random.Next(2) == 0 ? a : b)];
        int taken = 0;
        for (; error is null && taken < tokens.Length; taken++)
            error = Failure(() => constraint.TryAdvance([tokens[taken]]));
        error.ShouldNotBeNull().Message.ShouldContain("50,000");
        taken--;
        Failure(() => constraint.TryAdvance([tokens[taken]])).ShouldNotBeNull();
        constraint.TokenCount.ShouldBe(taken);
        constraint.TryBack(taken).ShouldBeTrue();
        constraint.TryAdvance(tokens.AsSpan(0, taken)).ShouldBeTrue();
    }

    [Fact]
    public void Random_texts_are_patterns_or_refused_by_a_place_in_them()
    {
        Random random = new(11);
        const string Pieces = @"()[]{}*+?|\.^$-,:=!<>&~#aixPpdwbu0159é🚀";
        for (int i = 0; i < 20_000; i++)
        {
            StringBuilder text = new();
            for (int length = random.Next(1, 14); length > 0; length--)
            {
                if (Rune.DecodeFromUtf16(Pieces.AsSpan(random.Next(Pieces.Length)), out Rune rune, out _) == System.Buffers.OperationStatus.Done)
                    text.Append(rune.ToString());
            }
            try
            {
                _ = PatternTests.Automaton(text.ToString());
            }
            catch (ConstraintException error)
            {
                error.Position.ShouldBeInRange(-1, text.Length, text.ToString());
            }
        }
    }

    static ConstraintException? Failure(Action action)
    {
        try
        {
            action();
            return null;
        }
        catch (ConstraintException error)
        {
            return error;
        }
    }
}
