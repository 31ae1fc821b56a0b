using System.Collections;

namespace Lode.Wasm.Runtime;

/// <summary>Ranges of whole pages, ascending, none next to another.</summary>
sealed class PageRanges : IEnumerable<(long Start, long End)>
{
    readonly List<(long Start, long End)> _ranges = [];

    public PageRanges()
    {
    }

    public PageRanges(long start, long end) => Add(start, end);

    /// <summary>The number of ranges.</summary>
    public int Count => _ranges.Count;

    /// <summary>Bytes of all.</summary>
    public long Bytes { get; private set; }

    /// <summary>Adds a range behind all others.</summary>
    public void Add(long start, long end)
    {
        if (end <= start)
            return;
        Bytes += end - start;
        if (_ranges.Count > 0 && _ranges[^1].End == start)
            _ranges[^1] = (_ranges[^1].Start, end);
        else
            _ranges.Add((start, end));
    }

    /// <summary>These and other ranges, which may overlap.</summary>
    public PageRanges With(IEnumerable<(long Start, long End)> others)
    {
        PageRanges all = new();
        long end = 0;
        foreach ((long from, long to) in _ranges.Concat(others).Order())
        {
            all.Add(Math.Max(from, end), to);
            end = Math.Max(end, to);
        }
        return all;
    }

    /// <summary>Takes a range out.</summary>
    public void Remove(long start, long end)
    {
        for (int i = _ranges.Count - 1; i >= 0 && end > start && _ranges[i].End > start; i--)
        {
            (long from, long to) = _ranges[i];
            if (from >= end)
                continue;
            _ranges.RemoveAt(i);
            if (to > end)
                _ranges.Insert(i, (end, to));
            if (from < start)
                _ranges.Insert(i, (from, start));
            Bytes -= Math.Min(to, end) - Math.Max(from, start);
        }
    }

    /// <summary>Takes what is between neighbours to them, the smallest gaps first, until few are left.</summary>
    /// <param name="most">How many.</param>
    /// <param name="isKept">Says which gaps stay all the same.</param>
    public void Join(int most, Func<long, long, bool> isKept)
    {
        if (Count <= most)
            return;
        long[] gaps = new long[Count - 1];
        for (int i = 0; i < gaps.Length; i++)
            gaps[i] = _ranges[i + 1].Start - _ranges[i].End;
        Array.Sort(gaps);
        long largest = gaps[Count - 1 - most];
        int last = 0;
        for (int i = 1; i < _ranges.Count; i++)
        {
            (long start, long end) = _ranges[i];
            long gap = start - _ranges[last].End;
            if (gap <= largest && !isKept(_ranges[last].End, start))
            {
                _ranges[last] = (_ranges[last].Start, end);
                Bytes += gap;
            }
            else
            {
                _ranges[++last] = (start, end);
            }
        }
        _ranges.RemoveRange(last + 1, _ranges.Count - last - 1);
    }

    public List<(long Start, long End)>.Enumerator GetEnumerator() => _ranges.GetEnumerator();

    IEnumerator<(long Start, long End)> IEnumerable<(long Start, long End)>.GetEnumerator() => _ranges.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _ranges.GetEnumerator();
}
