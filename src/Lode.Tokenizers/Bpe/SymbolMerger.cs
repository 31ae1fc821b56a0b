using System.Buffers;

namespace Lode.Tokenizers;

/// <summary>Merges neighbouring symbols, best first, until nothing merges: the loop that BPE and SentencePiece share.</summary>
/// <remarks>
/// A binary heap over a linked list, so n symbols take O(n log n) however long the word. All memory is pooled; after the first word
/// nothing is allocated.
/// </remarks>
ref struct SymbolMerger<TRule>(TRule rule)
    where TRule : struct, IMergeRule
{
    Symbol[] _symbols = ArrayPool<Symbol>.Shared.Rent(64);
    MergeCandidate[] _heap = ArrayPool<MergeCandidate>.Shared.Rent(64);
    int _candidates;

    public int Count { get; private set; }

    public readonly ref readonly Symbol this[int index] => ref _symbols[index];

    public void Clear() => Count = 0;

    public void Add(int start, int length, int token)
    {
        if (Count == _symbols.Length)
            Grow(ref _symbols);
        _symbols[Count] = new Symbol { Start = start, Length = length, Previous = Count - 1, Next = Count + 1, Token = token };
        Count++;
    }

    /// <summary>Merges what can be merged; the list from symbol 0 along <see cref="Symbol.Next"/>, to -1, is the result.</summary>
    public void Merge(ReadOnlySpan<byte> text)
    {
        if (Count == 0)
            return;
        _symbols[Count - 1].Next = -1;
        _candidates = 0;
        for (int i = 1; i < Count; i++)
            Consider(text, i - 1, i);
        while (_candidates > 0)
        {
            MergeCandidate best = Pop();
            ref Symbol left = ref _symbols[best.Left];
            ref Symbol right = ref _symbols[best.Right];
            if (left.Length == 0 || right.Length == 0 || left.Length + right.Length != best.Length)
                continue;
            left.Length = best.Length;
            left.Token = best.Token;
            left.Next = right.Next;
            right.Length = 0;
            if (left.Next >= 0)
                _symbols[left.Next].Previous = best.Left;
            if (left.Previous >= 0)
                Consider(text, left.Previous, best.Left);
            if (left.Next >= 0)
                Consider(text, best.Left, left.Next);
        }
    }

    public void Dispose()
    {
        ArrayPool<Symbol>.Shared.Return(_symbols);
        ArrayPool<MergeCandidate>.Shared.Return(_heap);
    }

    void Consider(ReadOnlySpan<byte> text, int left, int right)
    {
        ref readonly Symbol a = ref _symbols[left];
        ref readonly Symbol b = ref _symbols[right];
        if (rule.TryMerge(text, in a, in b, out uint priority, out int token))
            Push(new MergeCandidate((ulong)priority << 32 | (uint)left, right, a.Length + b.Length, token));
    }

    void Push(MergeCandidate candidate)
    {
        if (_candidates == _heap.Length)
            Grow(ref _heap);
        int child = _candidates++;
        while (child > 0)
        {
            int parent = (child - 1) >> 1;
            if (_heap[parent].Order <= candidate.Order)
                break;
            _heap[child] = _heap[parent];
            child = parent;
        }
        _heap[child] = candidate;
    }

    MergeCandidate Pop()
    {
        MergeCandidate top = _heap[0];
        MergeCandidate last = _heap[--_candidates];
        int parent = 0;
        for (int child = 1; child < _candidates; child = 2 * parent + 1)
        {
            if (child + 1 < _candidates && _heap[child + 1].Order < _heap[child].Order)
                child++;
            if (last.Order <= _heap[child].Order)
                break;
            _heap[parent] = _heap[child];
            parent = child;
        }
        _heap[parent] = last;
        return top;
    }

    static void Grow<T>(ref T[] array)
    {
        T[] larger = ArrayPool<T>.Shared.Rent(array.Length * 2);
        array.CopyTo(larger, 0);
        ArrayPool<T>.Shared.Return(array);
        array = larger;
    }
}
