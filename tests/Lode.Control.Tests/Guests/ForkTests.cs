namespace Lode.Control.Tests.Guests;

/// <summary>Forks of sequences, through a compiled guest.</summary>
public sealed class ForkTests
{
    [Fact]
    public void A_fork_goes_on_in_each_branch_in_the_same_round()
    {
        using ModelDriver driver = new(Programs.Load("probe"));
        IReadOnlyList<Driven> all = driver.Run("1 fork 3\n1/1 allow 20\n1/2 allow 30", 3);
        all.Select(static driven => driven.Error).ShouldAllBe(static error => error == null);
        all.Select(static driven => string.Join(' ', driven.Generated)).ShouldBe(["4 5 6", "4 20 21", "4 30 31"]);
    }

    [Fact]
    public void Branches_know_who_they_are()
    {
        using ModelDriver driver = new(Programs.Load("probe"));
        driver.Run("init show\n0 fork 3\n1 show", 2).Count.ShouldBe(3);
        driver.Log[0].ShouldContain("sequence=0 parent=0 branch=0 branches=0");
        driver.LogBySequence.Skip(1).Select(static line => $"{line.Sequence}: {line.Text[line.Text.IndexOf("sequence", StringComparison.Ordinal)..]}").ShouldBe(
        [
            "0: sequence=0 parent=0 branch=0 branches=3 prompt=3 calls=6",
            "1: sequence=1 parent=0 branch=1 branches=3 prompt=3 calls=6",
            "2: sequence=2 parent=0 branch=2 branches=3 prompt=3 calls=6",
        ]);
    }

    [Fact]
    public void Branches_begin_with_the_memory_of_their_parent_and_share_nothing_afterwards()
    {
        using ModelDriver driver = new(Programs.Load("probe"));
        driver.Run("init touch 1024\n0 fork 2\n1 touch\n2 touch", 3).ShouldAllBe(static driven => driven.Error == null);
        const uint Count = 1024 * 256, Sum = unchecked((uint)((ulong)Count * (Count - 1) / 2));
        driver.LogBySequence.ShouldBe(
        [
            (0, $"touch: {Sum}"),
            (0, $"touch: {unchecked(2 * Sum)}"), (1, $"touch: {unchecked(2 * Sum + Count)}"),
            (0, $"touch: {unchecked(3 * Sum)}"), (1, $"touch: {unchecked(3 * Sum + 2 * Count)}"),
        ]);
    }

    [Fact]
    public void Masks_biases_logits_and_tokens_begin_as_copies()
    {
        using ModelDriver driver = new(Programs.Load("probe"));
        IReadOnlyList<Driven> all = driver.Run("0 allow 9 12 15\n1 logit 15 50\n1 fork 2\n1/1 mask\n1/1 logits\n1/1 text\n2/1 allow 20 21\n2/0 mask", 3);
        driver.LogBySequence.ShouldBe([(1, "logits: 15 50"), (1, "text: 0 2 3 9")]);
        all.Select(static driven => string.Join(' ', driven.Generated)).ShouldBe(["9 15 9", "9 15 20"]);
    }

    [Fact]
    public void Branches_fork_again_up_to_the_limit()
    {
        using ModelDriver driver = new(Programs.Load("probe"));
        IReadOnlyList<Driven> all = driver.Run("0 fork 4\n1 refork 4", 3);
        // 4, then 7, 10, 13, 16 for ever: who forks beyond that ends, and nobody else.
        all.Count.ShouldBe(16);
        all.Count(static driven => driven.Error is { Fault: ControllerFault.Limit }).ShouldBeGreaterThan(0);
        all.First(static driven => driven.Error is not null).Error!.Message.ShouldEndWith("19 sequences are more than the 16 that a request may have");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(17)]
    public void Other_numbers_of_branches_are_refused(int branches)
    {
        using ModelDriver driver = new(Programs.Load("probe"));
        Driven driven = driver.Run($"0 fork {branches}", 1)[0];
        driven.Error.ShouldNotBeNull().Fault.ShouldBe(ControllerFault.Answer);
        driven.Error.Message.ShouldEndWith($"expected 2 to 16 branches, found {branches}");
    }

    [Fact]
    public void Variables_are_shared_and_swaps_have_one_winner()
    {
        using ModelDriver driver = new(Programs.Load("probe"));
        driver.Run("0 fork 3\n0 append order x\n1 swap first 0 me\n2 get order\n2 get first", 3).Count.ShouldBe(3);
        string[] swaps = [.. driver.Log.Where(static line => line.StartsWith("swap", StringComparison.Ordinal))];
        swaps.Order(StringComparer.Ordinal).ShouldBe(["swap first: -1", "swap first: -1", "swap first: 1"]);
        driver.Log.Where(static line => line.StartsWith("get", StringComparison.Ordinal)).Distinct().ShouldBe(["get order: 4 4 xxxx", "get first: 2 1 me"]);
    }

    [Fact]
    public void A_branch_that_fails_ends_alone()
    {
        using ModelDriver driver = new(Programs.Load("probe"));
        IReadOnlyList<Driven> all = driver.Run("0 fork 3\n1/0 trap\n1/2 spin_not", 4);
        all[0].Error.ShouldNotBeNull().Fault.ShouldBe(ControllerFault.Trap);
        all[1].Error.ShouldBeNull();
        all[1].Generated.ShouldBe([4, 5, 6, 7]);
        all[2].Error.ShouldNotBeNull().Fault.ShouldBe(ControllerFault.Trap);
    }

    [Fact]
    public void A_parent_may_end_before_its_branches()
    {
        using ModelDriver driver = new(Programs.Load("probe"));
        IReadOnlyList<Driven> all = driver.Run("init touch 256\n0 fork 2\n1/0 trap\n2 touch\n2 log on\n2 vocabulary 31", 4);
        all[1].Error.ShouldBeNull();
        all[1].Generated.ShouldBe([4, 5, 6, 7]);
        driver.LogBySequence.Skip(1).ShouldBe([(1, driver.Log[1]), (1, "on"), (1, "token 31 kind 0: the")]);
    }
}
