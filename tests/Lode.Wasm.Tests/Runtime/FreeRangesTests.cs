using Lode.Wasm.Runtime;

namespace Lode.Wasm.Tests.Runtime;

public sealed class FreeRangesTests
{
    /// <summary>Random takes and returns against a map of what is taken: nothing is given twice, and in the end all is one range again.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void What_is_taken_is_nobody_elses_and_comes_back(int seed)
    {
        const int Space = 1000;
        Random random = new(seed);
        FreeRanges ranges = new(Space);
        bool[] taken = new bool[Space];
        List<(int Start, int Length)> held = [];
        for (int i = 0; i < 20_000; i++)
        {
            if (held.Count > 0 && random.Next(5) < 2)
            {
                int at = random.Next(held.Count);
                (int start, int length) = held[at];
                held.RemoveAt(at);
                taken.AsSpan(start, length).Clear();
                ranges.Return(start, length);
                continue;
            }
            int wanted = random.Next(1, 40);
            int found = (int)ranges.Take(wanted);
            found.ShouldBe(FirstFit(taken, wanted));
            if (found < 0)
                continue;
            taken.AsSpan(found, wanted).Fill(true);
            held.Add((found, wanted));
        }
        foreach ((int start, int length) in held)
            ranges.Return(start, length);
        ranges.Take(Space).ShouldBe(0);
        ranges.Take(1).ShouldBe(-1);
    }

    static int FirstFit(bool[] taken, int length)
    {
        for (int start = 0; start + length <= taken.Length; start++)
        {
            if (!taken.AsSpan(start, length).Contains(true))
                return start;
        }
        return -1;
    }
}
