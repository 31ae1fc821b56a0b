using System.Numerics;

namespace Lode.Generation.Sampling;

/// <summary>The tokens that may still be chosen, with their logits: what the stages of a chain narrow down.</summary>
/// <remarks>Made once for a vocabulary and loaded anew for each choice.</remarks>
sealed class Candidates
{
    const int WordBits = 32;

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

    /// <summary>Takes the tokens that a mask allows, in the order of their ids, with their biases added. What is not a number counts as impossible.</summary>
    /// <param name="logits">One per token. Each is read once: others may write to them meanwhile, as to the mask and the biases.</param>
    /// <param name="mask">A bit per token, lowest bit of a word first, as many words as that takes; or none, and all tokens are taken.</param>
    /// <param name="bias">What is added to the logits, one per token; or none.</param>
    internal void Load(ReadOnlySpan<float> logits, ReadOnlySpan<uint> mask = default, ReadOnlySpan<float> bias = default)
    {
        Count = 0;
        IsSorted = false;
        if (mask.IsEmpty)
        {
            LoadRun(logits, bias, 0, logits.Length);
            return;
        }
        int words = (logits.Length + WordBits - 1) / WordBits;
        mask = mask[..words];
        // Words of a mask are mostly all zeros or all ones: runs of zeros cost next to nothing, runs of ones what they cost without a mask.
        for (int at = 0; at < words;)
        {
            uint word = mask[at];
            if (at == words - 1)
                word &= uint.MaxValue >> (WordBits * words - logits.Length); // bits beyond the vocabulary mean nothing
            if (word == 0)
            {
                int zeros = mask[(at + 1)..].IndexOfAnyExcept(0u);
                at = zeros < 0 ? words : at + 1 + zeros;
            }
            else if (word == uint.MaxValue)
            {
                int ones = mask[(at + 1)..].IndexOfAnyExcept(uint.MaxValue);
                int end = ones < 0 ? words : at + 1 + ones;
                LoadRun(logits, bias, at * WordBits, Math.Min(end * WordBits, logits.Length));
                at = end;
            }
            else
            {
                LoadWord(logits, bias, at * WordBits, word);
                at++;
            }
        }
    }

    /// <summary>The place of a token, while the order is that of the ids; -1 where it is no candidate.</summary>
    internal int Find(int id)
    {
        if (Count == _ids.Length)
            return id;
        int place = Ids.BinarySearch(id);
        return place < 0 ? -1 : place;
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
        ReadOnlySpan<float> logits = Logits;
        int best = 0, rest = 1;
        int whole = logits.Length - logits.Length % Vector<float>.Count;
        if (whole > 0)
        {
            // The maximum first, then its place: neither has a branch that depends on the numbers.
            Vector<float> most = new(logits);
            for (int i = Vector<float>.Count; i < whole; i += Vector<float>.Count)
                most = Vector.Max(most, new Vector<float>(logits[i..]));
            float max = most[0];
            for (int i = 1; i < Vector<float>.Count; i++)
                max = Math.Max(max, most[i]);
            int at = 0;
            while (at < whole && !Vector.EqualsAny(new Vector<float>(logits[at..]), new Vector<float>(max)))
                at += Vector<float>.Count;
            if (at < whole) // else there is something that is no number
                (best, rest) = (at + logits.Slice(at, Vector<float>.Count).IndexOf(max), whole);
        }
        for (int i = rest; i < logits.Length; i++)
        {
            if (logits[i] > logits[best])
                best = i;
        }
        return best;
    }

    void LoadWord(ReadOnlySpan<float> logits, ReadOnlySpan<float> bias, int first, uint word)
    {
        int count = Count;
        for (; word != 0; word &= word - 1)
        {
            int id = first + BitOperations.TrailingZeroCount(word);
            float logit = bias.IsEmpty ? logits[id] : logits[id] + bias[id];
            _logits[count] = float.IsNaN(logit) ? float.NegativeInfinity : logit;
            _ids[count++] = id;
        }
        Count = count;
    }

    void LoadRun(ReadOnlySpan<float> logits, ReadOnlySpan<float> bias, int first, int end)
    {
        int length = end - first;
        logits = logits.Slice(first, length);
        if (!bias.IsEmpty)
            bias = bias.Slice(first, length);
        Span<float> target = _logits.AsSpan(Count, length);
        Span<int> ids = _ids.AsSpan(Count, length);
        Count += length;
        int at = 0;
        Vector<float> impossible = new(float.NegativeInfinity);
        Vector<int> id = Vector.CreateSequence(first, 1), step = new(Vector<int>.Count);
        for (; at <= length - Vector<float>.Count; at += Vector<float>.Count)
        {
            Vector<float> values = new(logits[at..]);
            if (!bias.IsEmpty)
                values += new Vector<float>(bias[at..]);
            Vector.ConditionalSelect(Vector.Equals(values, values), values, impossible).CopyTo(target[at..]);
            id.CopyTo(ids[at..]);
            id += step;
        }
        for (; at < length; at++)
        {
            float logit = bias.IsEmpty ? logits[at] : logits[at] + bias[at];
            target[at] = float.IsNaN(logit) ? float.NegativeInfinity : logit;
            ids[at] = first + at;
        }
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
