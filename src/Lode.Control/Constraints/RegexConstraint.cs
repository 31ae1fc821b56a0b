using Lode.Tokenizers;

namespace Lode.Control;

/// <summary>A constraint by a regular expression, which the whole text must fit.</summary>
/// <remarks>
/// <para>
/// Offered is the common core of Rust's and ECMAScript's: characters, escapes (<c>\d \w \s</c> and their opposites, of ASCII; <c>\n \t \xHH
/// \u{...}</c> and others; <c>\p{L}</c> and other general categories), classes with ranges and negation, <c>.</c>, groups, alternatives,
/// repeats, <c>^</c> and <c>$</c>, and the flags <c>(?i)</c> and <c>(?s)</c>. Lookaround, backreferences, word boundaries, and what the two
/// would read differently are refused by name and place.
/// </para>
/// <para>
/// It works on bytes of UTF-8: a token may end in the middle of a character. Where a token leads is found out in full, so a mask is exact: it
/// allows what some text that fits goes on with, and nothing else. States of the automaton and masks are made when they are first needed and
/// shared by all sequences with the same tokenizer and pattern.
/// </para>
/// </remarks>
public sealed class RegexConstraint : TokenConstraint
{
    const int Ended = -1;

    readonly PatternMasks _masks;
    int[] _history; // the states before each token that was taken
    int _state;
    int _count;

    RegexConstraint(PatternMasks masks, int state, int[] history, int count)
    {
        _masks = masks;
        _state = state;
        _history = history;
        _count = count;
    }

    /// <summary>The pattern.</summary>
    public string Pattern => _masks.Pattern;

    /// <inheritdoc/>
    public override bool CanEnd => _state == Ended || _masks.Automaton.Accepts(_state);

    /// <inheritdoc/>
    public override int TokenCount => _count;

    /// <summary>What its automaton takes, in bytes; shared with other constraints of the pattern.</summary>
    internal long AutomatonBytes => _masks.Automaton.Bytes;

    internal PatternAutomaton Automaton => _masks.Automaton;

    /// <summary>Makes a constraint at the begin of a text.</summary>
    /// <param name="tokenizer">Whose tokens.</param>
    /// <param name="pattern">The regular expression, at most 65,536 characters.</param>
    /// <exception cref="ConstraintException">The pattern is malformed, uses what is not offered, is too large, or no text fits it.</exception>
    public static RegexConstraint Create(Tokenizer tokenizer, string pattern)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        ArgumentNullException.ThrowIfNull(pattern);
        ConstraintVocabulary vocabulary = ConstraintVocabulary.Of(tokenizer);
        PatternMasks masks = vocabulary.Patterns.Get(pattern, text => new PatternMasks(vocabulary, text));
        return new(masks, masks.Automaton.Start, [], 0);
    }

    /// <inheritdoc/>
    public override ConstraintAnswer Allow(Span<uint> mask)
    {
        ConstraintVocabulary vocabulary = _masks.Vocabulary;
        if (mask.Length < vocabulary.Words)
            throw new ArgumentException($"expected a mask of at least {vocabulary.Words} words, found {mask.Length}", nameof(mask));
        MaskRow row = _state == Ended ? vocabulary.Ended : _masks.Row(_state);
        row.And(mask);
        return row.Answer;
    }

    /// <inheritdoc/>
    public override bool TryAdvance(ReadOnlySpan<int> tokens)
    {
        if (_history.Length < _count + tokens.Length)
            Array.Resize(ref _history, Math.Max(2 * _history.Length, Math.Max(16, _count + tokens.Length)));
        int state = _state;
        for (int i = 0; i < tokens.Length; i++)
        {
            _history[_count + i] = state;
            state = Next(state, tokens[i]);
            if (state == PatternAutomaton.Unknown)
                return false;
        }
        _state = state;
        _count += tokens.Length;
        return true;
    }

    /// <inheritdoc/>
    public override bool TryBack(int count)
    {
        if (count < 0 || count > _count)
            return false;
        if (count == 0)
            return true;
        _count -= count;
        _state = _history[_count];
        return true;
    }

    /// <inheritdoc/>
    public override TokenConstraint Copy() => new RegexConstraint(_masks, _state, _history[.._count], _count);

    /// <summary>The state after a token; <see cref="PatternAutomaton.Unknown"/> where it does not fit.</summary>
    int Next(int state, int token)
    {
        Tokenizer tokenizer = _masks.Vocabulary.Tokenizer;
        if ((uint)token >= (uint)tokenizer.VocabularySize)
            return PatternAutomaton.Unknown;
        if (tokenizer.IsEndOfGeneration(token))
            return state == Ended || _masks.Automaton.Accepts(state) ? Ended : PatternAutomaton.Unknown;
        ReadOnlySpan<byte> bytes = tokenizer.GetBytes(token);
        if (bytes.IsEmpty || state == Ended)
            return PatternAutomaton.Unknown;
        foreach (byte value in bytes)
        {
            state = _masks.Automaton.Step(state, value);
            if (state < 0)
                return PatternAutomaton.Unknown;
        }
        return state;
    }
}
