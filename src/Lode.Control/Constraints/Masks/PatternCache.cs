namespace Lode.Control;

/// <summary>Patterns that are in use, so that sequences with the same one share its automaton and its masks; and the last few that were.</summary>
sealed class PatternCache
{
    const int MostKept = 8;
    const long MostKeptBytes = 8 << 20;
    const int SweepAt = 64;

    readonly Lock _gate = new();
    readonly Dictionary<string, WeakReference<PatternMasks>> _known = new(StringComparer.Ordinal);
    readonly List<PatternMasks> _kept = []; // the last used at the end

    internal PatternMasks Get(string pattern, Func<string, PatternMasks> make)
    {
        lock (_gate)
        {
            if (_known.TryGetValue(pattern, out WeakReference<PatternMasks>? reference) && reference.TryGetTarget(out PatternMasks? found))
            {
                Keep(found);
                return found;
            }
        }
        PatternMasks made = make(pattern); // takes its time, and may fail
        lock (_gate)
        {
            if (_known.TryGetValue(pattern, out WeakReference<PatternMasks>? reference) && reference.TryGetTarget(out PatternMasks? found))
            {
                made = found;
            }
            else
            {
                if (_known.Count >= SweepAt)
                    Sweep();
                _known[pattern] = new(made);
            }
            Keep(made);
            return made;
        }
    }

    void Keep(PatternMasks masks)
    {
        _kept.Remove(masks);
        _kept.RemoveAll(kept => kept.Automaton.Bytes > MostKeptBytes);
        if (_kept.Count == MostKept)
            _kept.RemoveAt(0);
        _kept.Add(masks);
    }

    void Sweep()
    {
        foreach ((string pattern, WeakReference<PatternMasks> reference) in _known)
        {
            if (!reference.TryGetTarget(out _))
                _known.Remove(pattern);
        }
    }
}
