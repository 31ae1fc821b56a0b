using System.Numerics;

namespace Lode.Tokenizers;

/// <summary>
/// Starts of words for patterns of cl100k's kind, block by block: letters with a character before them, numbers in groups, other
/// characters with a space before and line breaks behind, white space through its last line break.
/// </summary>
/// <param name="maxDigits">The most numbers in a word, 1 or 3.</param>
/// <param name="byCase">o200k: upper case after lower case starts a word, and slashes count as line breaks behind other characters.</param>
struct LineStarts(int maxDigits, bool byCase)
{
    // What the block before was made of, where it is not the block's own classes.
    ulong _tail;
    ulong _other;
    ulong _white;
    ulong _joined;
    ulong _pendingGroups;

    /// <summary>Marks the starts in block <paramref name="i"/> of a window; blocks come in order.</summary>
    /// <param name="text">The text from the first block on.</param>
    /// <param name="blocks">The window's blocks, with one before and one behind.</param>
    /// <param name="starts">One mask per block of the window.</param>
    /// <param name="i">The block.</param>
    public void Find(ReadOnlySpan<byte> text, ReadOnlySpan<ClassBlock> blocks, Span<ulong> starts, int i)
    {
        ref readonly ClassBlock last = ref blocks[i];
        ref readonly ClassBlock block = ref blocks[i + 1];
        ref readonly ClassBlock next = ref blocks[i + 2];

        // Line breaks directly behind other characters belong to them.
        ulong tailClass = byCase ? block.Newline | block.Slash : block.Newline;
        ulong tailStart = block.Newline & ClassBlock.After(block.Other, last.Other) | tailClass & _tail >> 63;
        ulong tail = (((tailClass + tailStart) ^ tailClass) | tailStart) & tailClass;
        ulong other = block.Other & ~tail;
        ulong white = block.White & ~tail;
        ulong margin = white & ~block.Newline; // white space that is no line break
        ulong lastMargin = _white & ~last.Newline;
        ulong solid = block.Letter | block.Number | other;
        ulong nextSolid = next.Letter | next.Number | next.Other;

        // One other character in front of letters belongs to them, as does white space that is no line break.
        ulong afterBlank = ClassBlock.After(block.Blank, last.Blank);
        ulong startingOther = other & ~ClassBlock.After(other, _other) & ~afterBlank;
        ulong joined = other & ClassBlock.Before(block.Letter, next.Letter);
        if ((joined & block.Continuation) != 0)
            joined = joined & startingOther & ~block.Continuation | JoinedWide(text, i, joined & block.Continuation, other, last.Blank, block.Blank);
        else
            joined &= startingOther;

        ulong startingLetter = block.Letter & ~ClassBlock.After(block.Letter | margin | joined, last.Letter | lastMargin | _joined);
        if (byCase)
            startingLetter |= block.Upper & ClassBlock.After(block.Letter & ~block.Upper, last.Letter & ~last.Upper);
        starts[i] = startingLetter | startingOther
            | (maxDigits == 1 ? block.Number & ~block.Continuation : Groups(block.Number, last.Number))
            | white & ~ClassBlock.After(white, _white);

        ulong indent = margin & ClassBlock.After(block.Newline & ~tail, last.Newline & ~_tail);
        for (; indent != 0; indent &= indent - 1)
        {
            int place = BitOperations.TrailingZeroCount(indent);
            if (!LineBreakFollows(text[(64 * i + place)..]))
                starts[i] |= 1UL << place;
        }
        BlockPreTokenizer.MarkCharacters(blocks, starts, i, margin & ClassBlock.Before(solid, nextSolid));
        (_tail, _other, _white, _joined) = (tail, other, white, joined);
    }

    /// <summary>Every third number of a run; numbers here have one byte.</summary>
    ulong Groups(ulong number, ulong lastNumber)
    {
        ulong after = ClassBlock.After(number, lastNumber);
        ulong third = number & after & (number << 2 | lastNumber >> 62);
        ulong start = number & ~after | third & _pendingGroups;
        ulong starts = 0;
        _pendingGroups = 0;
        while (start != 0)
        {
            starts |= start;
            _pendingGroups |= start >> 61;
            start = start << 3 & third;
        }
        return starts;
    }

    /// <summary>Of last bytes of wide characters in front of letters: those whose character is alone and has no space before it.</summary>
    readonly ulong JoinedWide(ReadOnlySpan<byte> text, int i, ulong candidates, ulong other, ulong lastBlank, ulong blank)
    {
        ulong joined = 0;
        for (; candidates != 0; candidates &= candidates - 1)
        {
            int place = BitOperations.TrailingZeroCount(candidates);
            int first = 64 * i + place;
            while ((text[first] & 0xC0) == 0x80)
                first--;
            int before = first - 1;
            ulong excluded = before >> 6 == i ? other | blank : _other | lastBlank;
            if (before < 0 || (excluded >> before & 1) == 0)
                joined |= 1UL << place;
        }
        return joined;
    }

    /// <summary>Whether white space at the start of a text goes on to a line break.</summary>
    static bool LineBreakFollows(ReadOnlySpan<byte> text)
    {
        int at = 0;
        while (at < text.Length)
        {
            CodePointClass found = CodePoints.Read(text, at, out int length);
            if (found != CodePointClass.Space)
                return found == CodePointClass.Newline;
            at += length;
        }
        return false;
    }
}
