namespace Lode.Generation.Sampling;

/// <summary>The tokens that may still be chosen, with their logits: what the stages of a chain narrow down.</summary>
/// <remarks>Made once for a vocabulary and loaded anew for each choice.</remarks>
sealed class Candidates
{
    readonly float[] _logits;
    readonly int[] _ids;

    internal Candidates(int vocabularySize)
    {
        _logits = new float[vocabularySize];
        _ids = new int[vocabularySize];
    }

    internal int Count { get; private set; }

    /// <summary>Whether the order is by falling logit.</summary>
    internal bool IsSorted { get; private set; }

    internal Span<float> Logits => _logits.AsSpan(0, Count);

    internal Span<int> Ids => _ids.AsSpan(0, Count);

    /// <summary>Takes all tokens, in the order of their ids. What is not a number counts as impossible.</summary>
    internal void Load(ReadOnlySpan<float> logits)
    {
        Count = logits.Length;
        IsSorted = false;
        for (int i = 0; i < logits.Length; i++)
        {
            _logits[i] = float.IsNaN(logits[i]) ? float.NegativeInfinity : logits[i];
            _ids[i] = i;
        }
    }

    /// <summary>Keeps the <paramref name="k"/> likeliest, sorted; equal logits go by the lower id.</summary>
    internal void KeepTop(int k)
    {
        if (IsSorted || k >= Count)
        {
            Sort();
            Count = Math.Min(k, Count);
            return;
        }
        // The first k places become a heap with the least likely on top; whoever beats it takes its place.
        for (int i = k / 2 - 1; i >= 0; i--)
            SiftDown(i, k);
        for (int i = k; i < Count; i++)
        {
            if (Before(i, 0))
            {
                _logits[0] = _logits[i];
                _ids[0] = _ids[i];
                SiftDown(0, k);
            }
        }
        Count = k;
        Sort();
    }

    /// <summary>Sorts by falling logit, equal ones by rising id.</summary>
    internal void Sort()
    {
        if (IsSorted)
            return;
        // Sorting negated logits sorts downwards; ids of equal logits are put in order afterwards, as the sort is not stable.
        Span<float> logits = Logits;
        for (int i = 0; i < logits.Length; i++)
            logits[i] = -logits[i];
        logits.Sort(Ids);
        for (int i = 0; i < logits.Length; i++)
            logits[i] = -logits[i];
        for (int start = 0, end; start < logits.Length; start = end)
        {
            end = start + 1;
            while (end < logits.Length && logits[end] == logits[start])
                end++;
            if (end - start > 1)
                Ids[start..end].Sort();
        }
        IsSorted = true;
    }

    /// <summary>Drops everything from place <paramref name="count"/> on.</summary>
    internal void Truncate(int count) => Count = Math.Min(count, Count);

    /// <summary>Keeps the candidates whose logit is at least <paramref name="threshold"/>, in their order.</summary>
    internal void KeepAtLeast(float threshold)
    {
        int kept = 0;
        for (int i = 0; i < Count; i++)
        {
            if (_logits[i] < threshold)
                continue;
            _logits[kept] = _logits[i];
            _ids[kept++] = _ids[i];
        }
        Count = kept;
    }

    /// <summary>The place of the likeliest candidate; the first of equals.</summary>
    internal int Best()
    {
        int best = 0;
        for (int i = 1; i < Count; i++)
        {
            if (_logits[i] > _logits[best])
                best = i;
        }
        return best;
    }

    bool Before(int a, int b) => _logits[a] > _logits[b] || (_logits[a] == _logits[b] && _ids[a] < _ids[b]);

    void SiftDown(int parent, int count)
    {
        while (true)
        {
            int child = 2 * parent + 1;
            if (child >= count)
                return;
            if (child + 1 < count && Before(child, child + 1))
                child++;
            if (!Before(parent, child))
                return;
            (_logits[parent], _logits[child]) = (_logits[child], _logits[parent]);
            (_ids[parent], _ids[child]) = (_ids[child], _ids[parent]);
            parent = child;
        }
    }
}
