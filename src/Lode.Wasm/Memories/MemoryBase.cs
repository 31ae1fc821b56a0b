namespace Lode.Wasm;

/// <summary>What a memory is where it was not written to: layers' pages, and zeros elsewhere. It never changes, and memories share it.</summary>
sealed unsafe class MemoryBase
{
    readonly MemoryRun[] _runs;

    /// <param name="runs">The runs, ascending, none over another.</param>
    public MemoryBase(params MemoryRun[] runs) => _runs = runs;

    /// <summary>Zeros.</summary>
    public static MemoryBase Zero { get; } = new();

    /// <summary>The number of runs, each of which takes a call to map.</summary>
    public int Count => _runs.Length;

    /// <summary>Where layers are shown; all else is zero.</summary>
    public IEnumerable<(long Start, long End)> Ranges => _runs.Select(static run => (run.Start, run.End));

    /// <summary>Where the last run ends.</summary>
    public long End => _runs.Length == 0 ? 0 : _runs[^1].End;

    /// <summary>The same with zeros in a range.</summary>
    public MemoryBase Without(long start, long end)
    {
        int at = 0;
        while (at < _runs.Length && _runs[at].End <= start)
            at++;
        if (at == _runs.Length || _runs[at].Start >= end)
            return this;
        List<MemoryRun> left = new(_runs.Length + 1);
        foreach (MemoryRun run in _runs)
        {
            if (run.End <= start || run.Start >= end)
            {
                left.Add(run);
                continue;
            }
            if (run.Start < start)
                left.Add(run.Part(run.Start, start));
            if (run.End > end)
                left.Add(run.Part(end, run.End));
        }
        return new([.. left]);
    }

    /// <summary>The same with one more run over what is there.</summary>
    public MemoryBase With(MemoryRun run)
    {
        MemoryRun[] rest = Without(run.Start, run.End)._runs;
        int at = 0;
        while (at < rest.Length && rest[at].Start < run.Start)
            at++;
        return new([.. rest.AsSpan(0, at), run, .. rest.AsSpan(at)]);
    }

    /// <summary>Shows it in a range whose pages are all zero.</summary>
    public bool TryMap(byte* start)
    {
        foreach (MemoryRun run in _runs)
        {
            if (!run.Layer.TryMap(start + run.Start, run.Length, run.Offset))
                return false;
        }
        return true;
    }

    /// <summary>Keeps its layers for one more memory.</summary>
    /// <exception cref="ObjectDisposedException">A layer has no users any more.</exception>
    public void AddUser()
    {
        for (int i = 0; i < _runs.Length; i++)
        {
            try
            {
                _runs[i].Layer.AddUser();
            }
            catch (ObjectDisposedException)
            {
                while (--i >= 0)
                    _runs[i].Layer.Release();
                throw;
            }
        }
    }

    /// <summary>Ends the use by a memory.</summary>
    public void Release()
    {
        foreach (MemoryRun run in _runs)
            run.Layer.Release();
    }
}
