using System.Numerics;
using System.Runtime.InteropServices;

namespace Lode.Control;

/// <summary>The tokens that may come next in a state of an automaton: their numbers where they are few, else a bit for each token.</summary>
sealed class MaskRow
{
    internal const int FewTokens = 512;

    readonly int[]? _tokens;
    readonly uint[]? _words;

    /// <summary>Keeps what a walk found.</summary>
    /// <param name="words">A bit per token.</param>
    /// <param name="answer">What there is to say of the state.</param>
    internal MaskRow(ReadOnlySpan<uint> words, ConstraintAnswer answer)
    {
        Answer = answer;
        int count = 0;
        foreach (uint word in words)
            count += BitOperations.PopCount(word);
        if (count > FewTokens)
        {
            _words = words.ToArray();
            return;
        }
        _tokens = new int[count];
        count = 0;
        for (int i = 0; i < words.Length; i++)
        {
            for (uint word = words[i]; word != 0; word &= word - 1)
                _tokens[count++] = i * 32 + BitOperations.TrailingZeroCount(word);
        }
    }

    /// <summary>What there is to say of the state.</summary>
    internal ConstraintAnswer Answer { get; }

    /// <summary>Bytes of memory, roughly.</summary>
    internal int Bytes => 64 + 4 * (_tokens?.Length ?? _words!.Length);

    /// <summary>Clears all bits of a mask but those of the row's tokens.</summary>
    /// <param name="mask">At least as long as the vocabulary.</param>
    internal void And(Span<uint> mask)
    {
        if (_words is { } words)
        {
            mask[words.Length..].Clear();
            Span<Vector<uint>> wide = MemoryMarshal.Cast<uint, Vector<uint>>(mask[..words.Length]);
            ReadOnlySpan<Vector<uint>> mine = MemoryMarshal.Cast<uint, Vector<uint>>(words);
            for (int i = 0; i < wide.Length; i++)
                wide[i] &= mine[i];
            for (int i = wide.Length * Vector<uint>.Count; i < words.Length; i++)
                mask[i] &= words[i];
            return;
        }
        int[] tokens = _tokens!;
        Span<bool> kept = stackalloc bool[FewTokens];
        for (int i = 0; i < tokens.Length; i++)
            kept[i] = (mask[tokens[i] >> 5] >> tokens[i] & 1) != 0;
        mask.Clear();
        for (int i = 0; i < tokens.Length; i++)
        {
            if (kept[i])
                mask[tokens[i] >> 5] |= 1u << tokens[i];
        }
    }
}
