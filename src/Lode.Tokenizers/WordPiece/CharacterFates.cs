namespace Lode.Tokenizers;

/// <summary>What normalizer and pre-tokenizers make of each character; found by asking them, a page when its first character is met.</summary>
/// <remarks>
/// Holds for all that looks at one character at a time, and for decomposition: what decomposition orders are marks, and of these only
/// those that are dropped later are in the table.
/// </remarks>
sealed class CharacterFates
{
    /// <summary>Characters from here on are complex: a bound for the table, beyond all but rare ideographs.</summary>
    public const int End = 0x2_0000;

    readonly Normalizer? _normalizer;
    readonly bool _reorders;
    readonly SplitStep[] _steps;
    readonly WordPieceModel _model;
    readonly CharacterPage?[] _pages = new CharacterPage?[End / CharacterPage.Length];

    CharacterFates(Normalizer? normalizer, SplitStep[] steps, WordPieceModel model)
    {
        _normalizer = normalizer;
        _reorders = Reorders(normalizer);
        _steps = steps;
        _model = model;
    }

    /// <summary>The table, or null where what becomes of a character may depend on others.</summary>
    public static CharacterFates? TryCreate(Normalizer? normalizer, SplitStep[] steps, WordPieceModel model) =>
        WorksByCharacter(normalizer) && steps.Length > 0 && steps.All(step => step is PatternSplit { IsByCharacter: true })
            ? new CharacterFates(normalizer, steps, model) : null;

    /// <summary>The page of the characters from 256 times <paramref name="index"/>, below <see cref="End"/>.</summary>
    public CharacterPage Page(int index) => Volatile.Read(ref _pages[index]) ?? Build(index);

    CharacterPage Build(int index)
    {
        CharacterPage page = new();
        TextBuffer text = new();
        Span<byte> utf8 = stackalloc byte[4];
        for (int i = 0; i < CharacterPage.Length; i++)
        {
            int scalar = index * CharacterPage.Length + i;
            if (scalar is >= 0xD800 and <= 0xDFFF)
                continue;
            text.Load(utf8[..Scalars.Write(scalar, utf8)], 0, false);
            _normalizer?.Normalize(text);
            Set(page, i, text.Bytes);
        }
        // Of two threads that build one page, one is in vain.
        return Interlocked.CompareExchange(ref _pages[index], page, null) ?? page;
    }

    void Set(CharacterPage page, int index, ReadOnlySpan<byte> text)
    {
        int spaces = 0, words = 0, isolated = 0;
        (int Start, int End) kept = (text.Length, 0);
        for (int at = 0, length; at < text.Length; at += length)
        {
            int scalar = Scalars.Read(text, at, out length);
            if (_reorders && NormalizationTable.CombiningClass(scalar) != 0)
                return;
            CharacterFate fate = Split(scalar);
            spaces += fate == CharacterFate.Space ? 1 : 0;
            words += fate == CharacterFate.Word ? 1 : 0;
            isolated += fate == CharacterFate.Isolated ? 1 : 0;
            if (fate != CharacterFate.Space)
                kept = (Math.Min(kept.Start, at), at + length);
        }
        Span<int> tokens = stackalloc int[16];
        if (text.IsEmpty)
            page.Set(index, CharacterFate.Dropped);
        else if (spaces > 0 && words + isolated == 0)
            page.Set(index, CharacterFate.Space);
        else if (words > 0 && spaces + isolated == 0 && text.Length <= CharacterPage.MaxSpelling)
            page.SetWord(index, text);
        else if (words + isolated == 1 && (isolated == 1 || kept.Start > 0 && kept.End < text.Length)
            && _model.Encode(text[kept.Start..kept.End], tokens) == 1)
            page.SetIsolated(index, tokens[0]);
    }

    CharacterFate Split(int scalar)
    {
        CharacterFate fate = CharacterFate.Word;
        foreach (SplitStep step in _steps)
        {
            PatternSplit split = (PatternSplit)step;
            if (!split.Cuts(scalar))
                continue;
            if (split.RemovesMatches)
                return CharacterFate.Space;
            fate = CharacterFate.Isolated;
        }
        return fate;
    }

    static bool Reorders(Normalizer? normalizer) =>
        normalizer is UnicodeNormalizer || normalizer is SequenceNormalizer sequence && sequence.Parts.Any(Reorders);

    static bool WorksByCharacter(Normalizer? normalizer) => normalizer switch
    {
        null or UnicodeNormalizer { Composes: false } or FilterNormalizer or IdeographNormalizer or LowercaseNormalizer => true,
        SequenceNormalizer sequence => sequence.Parts.All(WorksByCharacter),
        _ => false,
    };
}
