using System.Buffers;
using Lode.Tokenizers;

namespace Lode.Control;

/// <summary>A pattern's automaton, and the tokens of a vocabulary that may come next in its states.</summary>
/// <remarks>It may be used by several threads at once.</remarks>
sealed class PatternMasks
{
    /// <summary>Nodes after which a walk is a long one, so that another way is tried: 40 microseconds or so.</summary>
    const int ManyNodes = 8_000;

    readonly ConstraintVocabulary _vocabulary;
    readonly WeakReference<PatternMasks> _self;
    readonly Lock _gate = new();
    readonly Lock _wideGate = new();
    WideRows[]? _wideRows;
    volatile MaskRow?[] _rows = new MaskRow?[16];

    internal PatternMasks(ConstraintVocabulary vocabulary, string pattern)
    {
        _vocabulary = vocabulary;
        _self = new(this);
        Pattern = pattern;
        Automaton = new PatternAutomaton(new PatternProgram(PatternParser.Parse(pattern)));
    }

    internal string Pattern { get; }

    internal PatternAutomaton Automaton { get; }

    internal ConstraintVocabulary Vocabulary => _vocabulary;

    /// <summary>The tokens that may come next in a state.</summary>
    /// <exception cref="ConstraintException">The automaton reached a bound.</exception>
    internal MaskRow Row(int state)
    {
        MaskRow?[] rows = _rows;
        return state < rows.Length && rows[state] is { } row ? row : Make(state);
    }

    /// <summary>Forgets a row; those who have it keep it.</summary>
    internal void Forget(int state)
    {
        lock (_gate)
            _rows[state] = null;
    }

    MaskRow Make(int state)
    {
        uint[] words = ArrayPool<uint>.Shared.Rent(_vocabulary.Words);
        try
        {
            Span<uint> found = words.AsSpan(0, _vocabulary.Words);
            found.Clear();
            if (!TryWalk(_vocabulary.Trie.Nodes, state, found, ManyNodes))
                WalkWide(state, found);
            _vocabulary.Trie.AllowAliases(found);
            _vocabulary.ForbidEnds(found);
            ConstraintAnswer answer = found.ContainsAnyExcept(0u) ? ConstraintAnswer.None : ConstraintAnswer.NothingElse;
            if (Automaton.Accepts(state))
            {
                answer |= ConstraintAnswer.MayEnd;
                _vocabulary.AllowEnds(found);
            }
            MaskRow row = new(found, answer);
            Keep(state, row);
            return row;
        }
        finally
        {
            ArrayPool<uint>.Shared.Return(words);
        }
    }

    void Keep(int state, MaskRow row)
    {
        lock (_gate)
        {
            MaskRow?[] rows = _rows;
            if (state >= rows.Length)
            {
                Array.Resize(ref rows, Math.Max(2 * rows.Length, state + 1));
                _rows = rows;
            }
            if (rows[state] is not null)
                return; // another thread was faster
            rows[state] = row;
        }
        MaskBudget.Add(_self, state, row.Bytes);
    }

    /// <summary>Finds the many tokens of a state: those of another state of its class, and of the long ones those that fit.</summary>
    void WalkWide(int state, Span<uint> found)
    {
        lock (_wideGate)
        {
            if (_wideRows is null)
            {
                ReadOnlySpan<LongTokens> longTokens = _vocabulary.LongTokens;
                _wideRows = [new(Automaton, longTokens[0]), new(Automaton, longTokens[1])];
            }
            if (_wideRows[0].TryGet(state, out string? key, found))
            {
                TryWalk(_wideRows[0].LongTokens.Nodes, state, found, int.MaxValue);
                return;
            }
            if (_wideRows[1].TryGet(state, out string? otherKey, found))
            {
                TryWalk(_wideRows[1].LongTokens.Nodes, state, found, int.MaxValue);
            }
            else
            {
                found.Clear();
                TryWalk(_vocabulary.Trie.Nodes, state, found, int.MaxValue);
            }
            _wideRows[0].Keep(key, found);
            _wideRows[1].Keep(otherKey, found);
        }
    }

    /// <summary>Sets the bits of tokens whose bytes the automaton takes: one pass over a trie, which skips what it does not take.</summary>
    /// <param name="nodes">The trie.</param>
    /// <param name="state">Where it begins.</param>
    /// <param name="found">A bit per token.</param>
    /// <param name="most">How many nodes it may look at.</param>
    /// <returns>False where there were more; then some bits are missing.</returns>
    bool TryWalk(ReadOnlySpan<TokenTrieNode> nodes, int state, Span<uint> found, int most)
    {
        const int MostDepth = 1023; // of a trie
        PatternAutomaton automaton = Automaton;
        ReadOnlySpan<byte> classes = automaton.Classes;
        int shift = automaton.Shift;
        int[] steps = automaton.Steps;
        int tokens = _vocabulary.Trie.VocabularySize;
        Span<int> states = stackalloc int[MostDepth + 1]; // by depth
        states[0] = state;
        for (int i = 1; i < nodes.Length;)
        {
            if (--most < 0)
                return false;
            TokenTrieNode node = nodes[i];
            int depth = node.Depth;
            int at = (states[Math.Max(0, depth - 1)] << shift) + classes[node.Label];
            int next = steps[at];
            if (next < 0)
            {
                if (next == PatternAutomaton.Unknown)
                {
                    next = automaton.Find(at);
                    steps = automaton.Steps;
                }
                if (next < 0)
                {
                    i += Math.Max(1, node.Size);
                    continue;
                }
            }
            states[depth] = next;
            int token = node.Token;
            if ((uint)token < (uint)tokens)
                found[token >> 5] |= 1u << token;
            i++;
        }
        return true;
    }
}
