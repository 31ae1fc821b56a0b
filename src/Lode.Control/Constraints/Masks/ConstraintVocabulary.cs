using System.Runtime.CompilerServices;
using Lode.Tokenizers;

namespace Lode.Control;

/// <summary>What constraints need to know of a tokenizer; found out once.</summary>
sealed class ConstraintVocabulary
{
    static readonly ConditionalWeakTable<Tokenizer, ConstraintVocabulary> s_all = [];

    const int FewNodes = 6_000;
    const int MoreNodes = 50_000;

    readonly int[] _endTokens;
    readonly LongTokens[] _longTokens;

    ConstraintVocabulary(Tokenizer tokenizer)
    {
        Tokenizer = tokenizer;
        Trie = tokenizer.Trie;
        Words = (tokenizer.VocabularySize + 31) / 32;
        short[] longest = Control.LongTokens.FindLongest(Trie);
        _longTokens = [new(Trie, longest, FewNodes), new(Trie, longest, MoreNodes)];
        List<int> ends = [];
        for (int token = 0; token < tokenizer.VocabularySize; token++)
        {
            if (tokenizer.IsEndOfGeneration(token))
                ends.Add(token);
        }
        _endTokens = [.. ends];
        uint[] words = new uint[Words];
        AllowEnds(words);
        Ended = new MaskRow(words, ConstraintAnswer.MayEnd | ConstraintAnswer.NothingElse);
    }

    internal Tokenizer Tokenizer { get; }

    internal TokenTrie Trie { get; }

    /// <summary>32-bit words of a mask.</summary>
    internal int Words { get; }

    /// <summary>Its longest tokens: the few that most states of a long repeat have to look at, and the more of those near its end.</summary>
    internal ReadOnlySpan<LongTokens> LongTokens => _longTokens;

    /// <summary>The row of a text that has ended.</summary>
    internal MaskRow Ended { get; }

    /// <summary>Automata of patterns that are in use with this tokenizer.</summary>
    internal PatternCache Patterns { get; } = new();

    internal static ConstraintVocabulary Of(Tokenizer tokenizer) => s_all.GetValue(tokenizer, static key => new(key));

    internal void AllowEnds(Span<uint> words)
    {
        foreach (int token in _endTokens)
            words[token >> 5] |= 1u << token;
    }

    /// <summary>Such a token may have bytes, but it ends the text all the same.</summary>
    internal void ForbidEnds(Span<uint> words)
    {
        foreach (int token in _endTokens)
            words[token >> 5] &= ~(1u << token);
    }
}
