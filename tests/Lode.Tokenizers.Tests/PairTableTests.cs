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
}
