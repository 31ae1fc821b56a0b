namespace Lode.Control.Tests;

/// <summary>Constraints through a compiled guest.</summary>
public class GuestConstraintTests
{
    [Fact]
    public void What_is_generated_fits_the_pattern_and_ends_where_it_must()
    {
        using ModelDriver driver = new(Programs.Load("reading"));
        Driven driven = driver.Run("init regex (the|on)\\x20(in|th)z{2}\nstep sampled 0\nstep allow 0", 20)[0];
        driven.Error.ShouldBeNull();
        driven.IsStopped.ShouldBeTrue();
        string text = driver.Tokenizer.Decode(driven.Generated.ToArray());
        text.ShouldMatch("^(the|on) (in|th)zz$");
    }

    [Fact]
    public void Answers_say_what_the_contract_says()
    {
        using ModelDriver driver = new(Programs.Load("reading"));
        driver.Run("""
            init regex a(b
            init regex ab?
            init regex (?=a)
            0 allow 0 say
            0 advance 0 3
            0 advance 0 2
            0 allow 0 say
            0 advance 0 3
            0 allow 0 say
            0 back 0 3
            0 back 0 1
            0 allow 0 say
            0 free 0
            0 allow 0 say
            0 allow -1 say
            0 allow 99 say
            0 advance 7 1
            0 back 7 0
            0 regex a
            """, 1);
        driver.Log.ShouldBe([
            "constraint_regex: position 1, at '(b': expected ')' for this group, found the end of the pattern", "regex: -1", "regex: 0",
            "constraint_regex: position 0, at '(?=a)': lookahead is not offered: the next tokens would depend on text that is not there yet; spell the possible texts out",
            "regex: -1", "allow: 0", "advance: -1", "advance: 0", "allow: 1", "advance: 0", "allow: 3", "back: -1", "back: 0", "allow: 1",
            "allow: -1", "allow: -1", "allow: -1", "advance: -1", "back: -1", "regex: 0"]);
    }

    [Fact]
    public void Branches_have_copies_that_go_their_own_ways()
    {
        using ModelDriver driver = new(Programs.Load("reading"));
        IReadOnlyList<Driven> sequences = driver.Run("""
            init regex x(aa|bb)x
            init advance 0 25
            0 fork 2
            0/0 advance 0 2
            0/1 advance 0 3
            0/0 allow 0
            0/1 allow 0
            1 sampled 0
            1 allow 0
            2 sampled 0
            2 allow 0
            """, 3);
        driver.Log.ShouldBe(["regex: 0", "advance: 0", "advance: 0", "advance: 0"]);
        sequences.Select(driven => driver.Tokenizer.Decode(driven.Generated.ToArray())).ShouldBe(["ax", "bx"]);
        sequences.ShouldAllBe(driven => driven.IsStopped);
    }

    [Fact]
    public void A_mask_beyond_the_memory_ends_the_sequence()
    {
        using ModelDriver driver = new(Programs.Load("reading"));
        Driven driven = driver.Run("init regex a\n0 allow_at 0xfffffff0", 1)[0];
        driven.Error.ShouldNotBeNull().Fault.ShouldBe(ControllerFault.Trap);
    }

    [Fact]
    public void A_pattern_that_is_made_to_take_all_memory_ends_its_sequence()
    {
        using ModelDriver driver = new(Programs.Load("reading")) { TokenCapacity = 100_000 };
        Driven driven = driver.Run("init regex ([ab]*a[ab]{14}){9}\nstep sampled 0\nstep allow 0", 1)[0];
        driven.Error.ShouldBeNull(); // it is only large
        // 2^40 states: random letters find new ones all the time.
        Random random = new(1);
        string letters = string.Join('\n', Enumerable.Range(0, 2_000).Select(_ => "0 advance 0 " + string.Join(' ', Enumerable.Range(0, 60).Select(_ => 2 + random.Next(2)))));
        driven = driver.Run($"init regex [ab]*a[ab]{{40}}\n{letters}", 1)[0];
        driven.Error.ShouldNotBeNull().Fault.ShouldBe(ControllerFault.Limit);
        driven.Error.Message.ShouldContain("states");
    }
}
