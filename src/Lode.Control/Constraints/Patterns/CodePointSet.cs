namespace Lode.Control;

/// <summary>A set of code points without surrogates, as ranges in order that do not touch.</summary>
sealed class CodePointSet
{
    const int Last = 0x10FFFF;
    const int FirstSurrogate = 0xD800;
    const int LastSurrogate = 0xDFFF;

    CodePointSet((int First, int Last)[] ranges) => Ranges = ranges;

    internal static CodePointSet Empty { get; } = new([]);

    internal static CodePointSet All { get; } = Of([(0, Last)]);

    /// <summary>The ranges, ends included.</summary>
    internal (int First, int Last)[] Ranges { get; }

    /// <summary>Makes a set of ranges in any order, which may overlap. Surrogates are left out.</summary>
    internal static CodePointSet Of(List<(int First, int Last)> ranges)
    {
        ranges.Sort();
        List<(int First, int Last)> merged = [];
        foreach ((int first, int last) in ranges)
        {
            if (first <= LastSurrogate && last >= FirstSurrogate)
            {
                if (first < FirstSurrogate)
                    Add(merged, first, FirstSurrogate - 1);
                if (last > LastSurrogate)
                    Add(merged, LastSurrogate + 1, last);
            }
            else
            {
                Add(merged, first, last);
            }
        }
        return new([.. merged]);
    }

    internal static CodePointSet Of(int codePoint) => Of([(codePoint, codePoint)]);

    internal CodePointSet Not()
    {
        List<(int, int)> rest = [];
        int next = 0;
        foreach ((int first, int last) in Ranges)
        {
            if (first > next)
                rest.Add((next, first - 1));
            next = last + 1;
        }
        if (next <= Last)
            rest.Add((next, Last));
        return Of(rest);
    }

    internal bool Contains(int codePoint)
    {
        int low = 0, high = Ranges.Length - 1;
        while (low <= high)
        {
            int middle = (low + high) / 2;
            if (codePoint < Ranges[middle].First)
                high = middle - 1;
            else if (codePoint > Ranges[middle].Last)
                low = middle + 1;
            else
                return true;
        }
        return false;
    }

    static void Add(List<(int First, int Last)> ranges, int first, int last)
    {
        if (ranges.Count > 0 && first <= ranges[^1].Last + 1)
            ranges[^1] = (ranges[^1].First, Math.Max(ranges[^1].Last, last));
        else
            ranges.Add((first, last));
    }
}
