using System.Globalization;
using System.Text;

namespace Lode.Control;

/// <summary>Reads a regular expression: the common core of those of Rust and ECMAScript.</summary>
/// <remarks>
/// What would mean different things in the two, and what no finite automaton can do, is refused by its name and place. As a whole text is
/// matched, lazy and greedy repeats are the same, and groups do nothing but hold together.
/// </remarks>
sealed partial class PatternParser
{
    const int MostCharacters = 65536;
    const int MostNesting = 200;
    const int MostRepeats = 10_000;

    readonly int[] _text;
    int _at;
    int _nesting;
    bool _ignoresCase;
    bool _dotTakesAll;

    PatternParser(int[] text) => _text = text;

    /// <summary>Reads a pattern.</summary>
    /// <exception cref="ConstraintException">It is malformed, or uses what is not offered.</exception>
    internal static PatternNode Parse(string pattern)
    {
        if (pattern.Length > MostCharacters)
            throw new ConstraintException($"expected a pattern of at most {MostCharacters:N0} characters, found {pattern.Length:N0}");
        int[] text = new int[pattern.Length];
        int count = 0;
        for (int i = 0; i < pattern.Length; count++)
        {
            if (Rune.DecodeFromUtf16(pattern.AsSpan(i), out Rune rune, out int length) != System.Buffers.OperationStatus.Done)
                throw new ConstraintException($"position {count}: expected a character, found half of one (a lone surrogate)", count);
            text[count] = rune.Value;
            i += length;
        }
        PatternParser parser = new(text[..count]);
        PatternNode node = parser.ReadAlternation();
        return parser._at == count ? node : throw parser.Wrong(parser._at, "expected '(' before it, found ')'");
    }

    int Next => _at < _text.Length ? _text[_at] : -1;

    int Peek(int offset) => _at + offset < _text.Length ? _text[_at + offset] : -1;

    bool TryTake(char character)
    {
        if (Next != character)
            return false;
        _at++;
        return true;
    }

    PatternNode ReadAlternation()
    {
        // Flags that are set in a group hold to its end.
        (bool ignoresCase, bool dotTakesAll) = (_ignoresCase, _dotTakesAll);
        List<PatternNode> ways = [ReadSequence()];
        while (TryTake('|'))
            ways.Add(ReadSequence());
        (_ignoresCase, _dotTakesAll) = (ignoresCase, dotTakesAll);
        return PatternNode.Alternation(ways);
    }

    PatternNode ReadSequence()
    {
        List<PatternNode> parts = [];
        while (Next is not (-1 or '|' or ')'))
        {
            int start = _at;
            PatternNode? part = ReadPart();
            if (part is null)
                continue;
            parts.Add(ReadRepeat(part, start));
        }
        return PatternNode.Sequence(parts);
    }

    /// <summary>Reads what a repeat may follow; null for flags, which are nothing.</summary>
    PatternNode? ReadPart()
    {
        int start = _at, character = _text[_at++];
        switch (character)
        {
            case '(':
                return ReadGroup(start);
            case '[':
                return PatternNode.Of(ReadClass(start));
            case '.':
                return PatternNode.Of(_dotTakesAll ? CodePointSet.All : CodePointClasses.NoLineFeed);
            case '^':
                return PatternNode.Start;
            case '$':
                return PatternNode.End;
            case '\\' when Next == 'A':
                _at++;
                return PatternNode.Start;
            case '\\' when Next == 'z':
                _at++;
                return PatternNode.End;
            case '\\':
                return PatternNode.Of(ReadEscape(start, isInClass: false, out _));
            case '*' or '+' or '?':
                throw Wrong(start, $"expected something to repeat before '{(char)character}', found nothing");
            case '{' when LooksLikeRepeat(_at):
                throw Wrong(start, "expected something to repeat before '{', found nothing; write \\{ for the character");
            default:
                return PatternNode.Of(Folded(CodePointSet.Of(character)));
        }
    }

    PatternNode ReadRepeat(PatternNode part, int start)
    {
        int at = _at, minimum, maximum;
        switch (Next)
        {
            case '*':
                (minimum, maximum) = (0, PatternNode.Unbounded);
                break;
            case '+':
                (minimum, maximum) = (1, PatternNode.Unbounded);
                break;
            case '?':
                (minimum, maximum) = (0, 1);
                break;
            case '{' when LooksLikeRepeat(_at + 1):
                (minimum, maximum) = ReadBounds(at);
                break;
            default:
                return part;
        }
        if (part.Kind is PatternNodeKind.Start or PatternNodeKind.End)
            throw Wrong(start, "expected a character or a group to repeat, found an anchor");
        _at++;
        if (!TryTake('?') && Next == '+')
            throw Wrong(_at, "possessive repeats are not offered; leave the second '+' out");
        if (Next is '*' or '+' or '?' || Next == '{' && LooksLikeRepeat(_at + 1))
            throw Wrong(_at, "expected at most one repeat, found another; put the first into a group: (?:...)");
        return PatternNode.Repeat(part, minimum, maximum);
    }

    /// <summary>Whether digits, or a comma and digits, and a closing brace come: all else begins with a brace that is a character.</summary>
    bool LooksLikeRepeat(int at)
    {
        int start = at;
        while (at < _text.Length && (_text[at] is >= '0' and <= '9' or ','))
            at++;
        return at > start && at < _text.Length && _text[at] == '}';
    }

    /// <summary>Reads bounds up to their closing brace, which is left.</summary>
    (int Minimum, int Maximum) ReadBounds(int start)
    {
        _at++;
        int minimum = ReadNumber(start);
        int maximum = minimum;
        if (TryTake(','))
            maximum = Next == '}' ? PatternNode.Unbounded : ReadNumber(start);
        if (Next != '}')
            throw Wrong(start, "expected bounds such as {3}, {3,} or {3,5}, found others");
        return maximum >= minimum ? (minimum, maximum) : throw Wrong(start, $"expected bounds in order, found {{{minimum},{maximum}}}");
    }

    int ReadNumber(int start)
    {
        int number = 0;
        if (Next is not (>= '0' and <= '9'))
            throw Wrong(start, "expected a number after '{', found none; write {0,n} for at most n");
        while (Next is >= '0' and <= '9')
        {
            number = number * 10 + (_text[_at++] - '0');
            if (number > MostRepeats)
                throw Wrong(start, $"expected a repeat of at most {MostRepeats:N0}, found a larger number");
        }
        return number;
    }

    PatternNode? ReadGroup(int start)
    {
        if (++_nesting > MostNesting)
            throw Wrong(start, $"expected groups in groups at most {MostNesting} deep, found more");
        (bool ignoresCase, bool dotTakesAll) = (_ignoresCase, _dotTakesAll);
        if (TryTake('?'))
        {
            if (!ReadGroupKind(start))
            {
                _nesting--;
                return null; // flags that hold to the end of the group around them
            }
        }
        else if (Next == '*')
        {
            throw Wrong(start, "verbs such as (*...) are not offered");
        }
        PatternNode node = ReadAlternation();
        if (!TryTake(')'))
            throw Wrong(start, "expected ')' for this group, found the end of the pattern");
        (_ignoresCase, _dotTakesAll) = (ignoresCase, dotTakesAll);
        _nesting--;
        return node;
    }

    /// <summary>Reads what comes after "(?"; false for flags without a group.</summary>
    bool ReadGroupKind(int start)
    {
        switch (Next)
        {
            case ':':
                _at++;
                return true;
            case '=' or '!':
                throw Wrong(start, "lookahead is not offered: the next tokens would depend on text that is not there yet; spell the possible texts out");
            case '<' when Peek(1) is '=' or '!':
                throw Wrong(start, "lookbehind is not offered; spell the possible texts out");
            case '>':
                throw Wrong(start, "atomic groups are not offered; use (?:...)");
            case '(':
                throw Wrong(start, "conditional groups are not offered; use alternatives");
            case '#':
                throw Wrong(start, "comments are not offered");
            case 'P' when Peek(1) == '=':
                throw Wrong(start, "backreferences are not offered: no finite automaton can remember a text");
            case 'P' when Peek(1) == '<':
                _at++;
                ReadName(start, '>');
                return true;
            case '<':
                ReadName(start, '>');
                return true;
            case '\'':
                ReadName(start, '\'');
                return true;
            default:
                return ReadFlags(start);
        }
    }

    void ReadName(int start, char end)
    {
        int first = ++_at;
        while (Next is '_' or (>= '0' and <= '9') or (>= 'a' and <= 'z') or (>= 'A' and <= 'Z'))
            _at++;
        if (_at == first || !TryTake(end))
            throw Wrong(start, $"expected a name of letters, digits and '_', then '{end}', found another");
    }

    bool ReadFlags(int start)
    {
        bool value = true;
        while (true)
        {
            int flag = Next;
            _at++;
            switch (flag)
            {
                case '-' when value:
                    value = false;
                    break;
                case 'i':
                    _ignoresCase = value;
                    break;
                case 's':
                    _dotTakesAll = value;
                    break;
                case ':':
                    return true;
                case ')':
                    return false;
                case -1:
                    throw Wrong(start, "expected ')' for this group, found the end of the pattern");
                default:
                    throw Wrong(start, $"expected the flags i and s, found '{char.ConvertFromUtf32(flag)}'");
            }
        }
    }

    CodePointSet Folded(CodePointSet set) => _ignoresCase ? CaseFolding.Fold(set) : set;

    ConstraintException Wrong(int position, string what)
    {
        StringBuilder near = new();
        for (int i = position; i < Math.Min(_text.Length, position + 12); i++)
            near.Append(char.ConvertFromUtf32(_text[i]));
        string place = position < _text.Length
            ? string.Create(CultureInfo.InvariantCulture, $"position {position}, at '{near}'")
            : "the end of the pattern";
        return new ConstraintException($"{place}: {what}", position);
    }
}
