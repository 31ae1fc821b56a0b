namespace Lode.Tokenizers.Tests;

/// <summary>The table of merges.</summary>
public class PairTableTests
{
    [Fact]
    public void Ids_beyond_those_of_all_merges_are_not_taken_for_others()
    {
        PairTable.TryCreate([new BpeMerge(1, 2, 3, 0)], 600, lastDuplicateWins: true, out PairTable table).ShouldBeTrue();
        for (int left = 0; left <= 600; left++)
        {
            for (int right = 0; right <= 600; right++)
                (table.Find(left, right) != PairTable.None).ShouldBe((left, right) == (1, 2));
        }
    }

    [Theory, InlineData(1, 8), InlineData(100, 40), InlineData(5000, 2000), InlineData(60_000, 70_000)]
    public void Pairs_are_found_as_in_a_dictionary(int count, int ids)
    {
        Random random = new(count);
        Dictionary<(int, int), BpeMerge> expected = [];
        while (expected.Count < count)
        {
            BpeMerge merge = new(random.Next(ids), random.Next(ids), random.Next(ids), expected.Count);
            expected.TryAdd((merge.Left, merge.Right), merge);
        }
        PairTable.TryCreate([.. expected.Values], ids - 1, lastDuplicateWins: true, out PairTable table).ShouldBeTrue();
        foreach (BpeMerge merge in expected.Values)
        {
            ulong found = table.Find(merge.Left, merge.Right);
            (table.Rank(found), table.Result(found)).ShouldBe(((uint)merge.Rank, merge.Result));
        }
        for (int i = 0; i < 100_000; i++)
        {
            (int, int) pair = (random.Next(ids), random.Next(ids));
            (table.Find(pair.Item1, pair.Item2) != PairTable.None).ShouldBe(expected.ContainsKey(pair));
        }
    }
}
