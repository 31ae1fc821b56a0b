using System.Text;

namespace Lode.Control;

/// <summary>Escapes and classes.</summary>
sealed partial class PatternParser
{
    /// <summary>Reads a class, whose bracket is read.</summary>
    CodePointSet ReadClass(int start)
    {
        bool isNegated = TryTake('^');
        if (Next == ']')
            throw Wrong(start, "expected a class with something in it, found an empty one; write \\] for the character");
        List<(int, int)> ranges = [];
        while (Next != ']')
        {
            int place = _at;
            CodePointSet set = ReadClassPart(start, out int first);
            if (Next != '-' || Peek(1) == ']')
            {
                ranges.AddRange(set.Ranges);
                continue;
            }
            _at++;
            if (Next is '-' or '[')
                throw Wrong(place, "subtracting classes is not offered; write \\- or \\[ for the character");
            _ = ReadClassPart(start, out int last);
            if (first < 0 || last < 0)
                throw Wrong(place, "expected a range between two characters, found one with a class; write \\- for the character");
            if (last < first)
                throw Wrong(place, "expected a range in order, found its end before its begin");
            ranges.Add((first, last));
        }
        _at++;
        CodePointSet all = Folded(CodePointSet.Of(ranges));
        return isNegated ? all.Not() : all;
    }

    /// <summary>Reads a character or an escape of a class.</summary>
    /// <param name="start">Where the class begins.</param>
    /// <param name="codePoint">The character; -1 for a class.</param>
    CodePointSet ReadClassPart(int start, out int codePoint)
    {
        if (Next < 0)
            throw Wrong(start, "expected ']' for this class, found the end of the pattern");
        int place = _at;
        codePoint = _text[_at++];
        switch (codePoint)
        {
            case '\\':
                return ReadEscape(place, isInClass: true, out codePoint);
            case '[' when Next is ':' or '.' or '=':
                throw Wrong(place, "classes of POSIX are not offered; write \\[ for the character");
            case '-' when Next == '[':
                throw Wrong(place, "subtracting classes is not offered; write \\- or \\[ for the character");
            case '&' when Next == '&':
            case '~' when Next == '~':
            case '-' when Next == '-':
                throw Wrong(place, $"operations on classes are not offered; write \\{(char)codePoint} for the character");
            default:
                return CodePointSet.Of(codePoint);
        }
    }

    /// <summary>Reads an escape, whose backslash is read.</summary>
    /// <param name="start">Where the backslash is.</param>
    /// <param name="isInClass">Whether in brackets.</param>
    /// <param name="codePoint">The character; -1 for a class.</param>
    CodePointSet ReadEscape(int start, bool isInClass, out int codePoint)
    {
        int escape = Next;
        _at++;
        codePoint = -1;
        switch (escape)
        {
            case 'd':
                return CodePointClasses.Digit;
            case 'D':
                return CodePointClasses.Digit.Not();
            case 'w':
                return CodePointClasses.Word;
            case 'W':
                return CodePointClasses.Word.Not();
            case 's':
                return CodePointClasses.Space;
            case 'S':
                return CodePointClasses.Space.Not();
            case 'p' or 'P':
                CodePointSet category = Folded(ReadCategory(start));
                return escape == 'P' ? category.Not() : category;
            case 'b' when !isInClass:
            case 'B':
                throw Wrong(start, "word boundaries are not offered; spell out what may stand there");
            case 'k' or (>= '1' and <= '9'):
                throw Wrong(start, "backreferences are not offered: no finite automaton can remember a text");
            case -1:
                throw Wrong(start, "expected a character after '\\', found the end of the pattern");
        }
        codePoint = escape switch
        {
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'f' => '\f',
            'v' => '\v',
            'a' => '\a',
            'e' => 0x1B,
            'b' => '\b',
            '0' when Next is not (>= '0' and <= '9') => 0,
            'c' when Next is (>= 'A' and <= 'Z') or (>= 'a' and <= 'z') => _text[_at++] & 31,
            'x' => Next == '{' ? ReadBracedHex(start) : ReadHex(start, 2),
            'u' => Next == '{' ? ReadBracedHex(start) : ReadUtf16(start),
            'U' => ReadHex(start, 8),
            < 128 when !char.IsAsciiLetterOrDigit((char)escape) => escape,
            _ => throw Wrong(start, "expected an escape of a character or a class, found another one"),
        };
        if (!Rune.IsValid(codePoint))
            throw Wrong(start, $"expected a character of Unicode, found number {codePoint:X}");
        CodePointSet single = CodePointSet.Of(codePoint);
        return isInClass ? single : Folded(single);
    }

    CodePointSet ReadCategory(int start)
    {
        string name = "";
        if (TryTake('{'))
        {
            bool isNegated = TryTake('^');
            while (Next >= 0 && Next != '}')
                name += char.ConvertFromUtf32(_text[_at++]);
            if (!TryTake('}'))
                throw Wrong(start, "expected '}' for this category, found the end of the pattern");
            foreach (string prefix in (string[])["gc=", "General_Category="])
            {
                if (name.StartsWith(prefix, StringComparison.Ordinal))
                    name = name[prefix.Length..];
            }
            if (CodePointClasses.Find(name) is { } set)
                return isNegated ? set.Not() : set;
        }
        else if (Next >= 0)
        {
            name = char.ConvertFromUtf32(_text[_at++]);
            if (CodePointClasses.Find(name) is { } set)
                return set;
        }
        throw Wrong(start, $"expected a general category such as L, Lu, Nd or P, found '{name}'; scripts and other properties are not offered");
    }

    int ReadHex(int start, int digits)
    {
        int number = 0;
        for (int i = 0; i < digits; i++)
        {
            int digit = Next is >= 0 and < 128 && char.IsAsciiHexDigit((char)Next) ? Convert.ToInt32(((char)Next).ToString(), 16) : -1;
            if (digit < 0 || number > 0x10FFFF)
                throw Wrong(start, $"expected {digits} hexadecimal digits of a character, found others");
            number = number * 16 + digit;
            _at++;
        }
        return number;
    }

    int ReadBracedHex(int start)
    {
        _at++;
        int digits = 0;
        while (Peek(digits) is >= 0 and not '}' && digits < 9)
            digits++;
        if (digits is 0 or > 8)
            throw Wrong(start, "expected 1 to 8 hexadecimal digits in braces, found others");
        int number = ReadHex(start, digits);
        return TryTake('}') ? number : throw Wrong(start, "expected '}' after hexadecimal digits, found another character");
    }

    /// <summary>Reads four digits, or a pair of surrogates as ECMAScript spells characters beyond U+FFFF.</summary>
    int ReadUtf16(int start)
    {
        int unit = ReadHex(start, 4);
        if (unit is < 0xD800 or > 0xDBFF || Next != '\\' || Peek(1) != 'u')
            return unit;
        _at += 2;
        int low = ReadHex(start, 4);
        return low is >= 0xDC00 and <= 0xDFFF
            ? char.ConvertToUtf32((char)unit, (char)low)
            : throw Wrong(start, "expected the second half of a character, found another one");
    }
}
