namespace Lode.Wasm.Runtime;

/// <summary>Ranges of a space that are free, by where they begin; neighbours are one range.</summary>
/// <remarks>Two plain arrays: there are few ranges, and every start of a process pays for what a collection would have compiled.</remarks>
sealed class FreeRanges
{
    long[] _starts = new long[8];
    long[] _lengths = new long[8];
    int _count;

    /// <param name="length">The space: from 0 up to this, all of it free.</param>
    public FreeRanges(long length)
    {
        _lengths[0] = length;
        _count = 1;
    }

    /// <summary>Takes the first place that is large enough; -1 where there is none.</summary>
    public long Take(long length)
    {
        for (int i = 0; i < _count; i++)
        {
            if (_lengths[i] < length)
                continue;
            long start = _starts[i];
            if (_lengths[i] == length)
            {
                Remove(i);
            }
            else
            {
                _starts[i] += length;
                _lengths[i] -= length;
            }
            return start;
        }
        return -1;
    }

    /// <summary>Gives a range back that was taken.</summary>
    public void Return(long start, long length)
    {
        int at = 0;
        while (at < _count && _starts[at] < start)
            at++;
        bool joinsBefore = at > 0 && _starts[at - 1] + _lengths[at - 1] == start, joinsNext = at < _count && start + length == _starts[at];
        if (joinsBefore)
        {
            _lengths[at - 1] += length;
            if (!joinsNext)
                return;
            _lengths[at - 1] += _lengths[at];
            Remove(at);
        }
        else if (joinsNext)
        {
            _starts[at] = start;
            _lengths[at] += length;
        }
        else
        {
            Insert(at, start, length);
        }
    }

    void Insert(int at, long start, long length)
    {
        if (_count == _starts.Length)
        {
            Array.Resize(ref _starts, _count * 2);
            Array.Resize(ref _lengths, _count * 2);
        }
        Array.Copy(_starts, at, _starts, at + 1, _count - at);
        Array.Copy(_lengths, at, _lengths, at + 1, _count - at);
        _starts[at] = start;
        _lengths[at] = length;
        _count++;
    }

    void Remove(int at)
    {
        _count--;
        Array.Copy(_starts, at + 1, _starts, at, _count - at);
        Array.Copy(_lengths, at + 1, _lengths, at, _count - at);
    }
}
