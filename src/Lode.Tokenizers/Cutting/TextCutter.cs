namespace Lode.Tokenizers;

/// <summary>Finds places where a text may be cut without changing its tokens, whatever comes before and behind.</summary>
/// <remarks>
/// For a certified place p of a text t, encode(t) = encode(t[..p]) + rest, where rest is encode(c + t[p..]) without the tokens of c, and c
/// is the character before p: it stands for all that the tokenizer wants to know of the past (that the text does not begin here).
/// </remarks>
sealed class TextCutter
{
    const int LookAhead = 4; // the character behind the cut

    readonly CutRule _rule;

    TextCutter(CutRule rule) => _rule = rule;

    /// <summary>The cutter for a tokenizer, or null where no place is certain.</summary>
    /// <param name="parts">What the tokenizer is made of.</param>
    /// <param name="isDirect">The pre-tokenizers change no byte.</param>
    /// <param name="words">The one that cuts words, where they change no byte.</param>
    /// <param name="added">What finds added tokens.</param>
    public static TextCutter? TryCreate(
        TokenizerParts parts, bool isDirect, PreTokenizer? words, params ReadOnlySpan<AddedTokenMatcher?> added)
    {
        CutRule rule = FindRule(parts, isDirect, words);
        if (rule == CutRule.None)
            return null;
        TextCutter cutter = new(rule);
        foreach (AddedTokenMatcher? matcher in added)
        {
            if (matcher is not null && !matcher.All(cutter.Allows))
                return null;
        }
        return cutter;
    }

    /// <summary>The last certified place of a text that may go on, or 0.</summary>
    public int FindLast(ReadOnlySpan<byte> text)
    {
        for (int end = text.Length - LookAhead; end > 0;)
        {
            int at = text[..end].LastIndexOfAny((byte)' ', (byte)'\n');
            if (at < 0)
                return 0;
            if (_rule == CutRule.BehindLine && text[at] == '\n' && IsCut(text, at + 1))
                return at + 1;
            if (at > 0 && IsCut(text, at))
                return at;
            end = at;
        }
        return 0;
    }

    /// <summary>Bytes of the character that ends at a place.</summary>
    public static int LengthBefore(ReadOnlySpan<byte> text, int at)
    {
        Scalars.ReadBefore(text, at, out int length);
        return length;
    }

    bool IsCut(ReadOnlySpan<byte> text, int at)
    {
        int before = Scalars.ReadBefore(text, at, out _);
        int behind = Scalars.Read(text, at, out _);
        return _rule switch
        {
            CutRule.BeforeWhiteSpace => behind is ' ' or '\n' && before < Scalars.IllFormed && !CharacterClasses.IsWhiteSpace(before),
            CutRule.BehindLine => before == '\n' ? behind != '/' && !IsAnySpace(behind)
                : behind == ' ' && before < 0x80 && char.IsAsciiLetterOrDigit((char)before),
            _ => behind == ' ' && CharacterClasses.IsWord(before),
        };
    }

    // Of both tables: that of the patterns and that of Hugging Face's own pre-tokenizers.
    static bool IsAnySpace(int scalar) => CharacterClasses.IsWhiteSpace(scalar) || scalar is >= 0x1C and <= 0x1F;

    /// <summary>Whether an added token neither lies across such places nor looks beyond them.</summary>
    bool Allows(ReadOnlySpan<byte> content, AddedTokenFlags flags)
    {
        AddedTokenFlags forbidden = AddedTokenFlags.StripsRight | AddedTokenFlags.SingleWord
            | (_rule == CutRule.BehindLine ? AddedTokenFlags.StripsLeft : 0);
        if ((flags & forbidden) != 0)
            return false;
        if (_rule == CutRule.BeforeSpaceMark && CharacterClasses.IsWord(Scalars.ReadBefore(content, content.Length, out _)))
            return false; // a text goes on otherwise behind an added token than behind a word
        for (int at = 1; at < content.Length; at++)
        {
            bool isMark = _rule == CutRule.BeforeSpaceMark && content[at..].StartsWith(SpaceMarks.Space)
                && CharacterClasses.IsWord(Scalars.ReadBefore(content, at, out _));
            if (isMark || (content[at] & 0xC0) != 0x80 && IsCut(content, at))
                return false;
        }
        return true;
    }

    static CutRule FindRule(TokenizerParts parts, bool isDirect, PreTokenizer? words)
    {
        if (isDirect && words is not null)
        {
            if (parts.Normalizer is not (null or UnicodeNormalizer))
                return CutRule.None;
            return words switch
            {
                Gpt2PreTokenizer => CutRule.BeforeWhiteSpace,
                Llama3PreTokenizer or O200kPreTokenizer => CutRule.BehindLine,
                _ => CutRule.None,
            };
        }
        if (parts.Steps is [PatternSplit { RemovesWhiteSpace: true }, ..])
            return WorksByCharacter(parts.Normalizer) ? CutRule.BeforeWhiteSpace : CutRule.None;
        bool leavesPieces = parts.Steps.All(step => step is PatternSplit { Delimiter: [(byte)' '] }); // no space is left by then
        return leavesPieces && parts.Model is BpeModel model && model.MayCutBefore(SpaceMarks.Space) && MarksSpaces(parts.Normalizer)
            ? CutRule.BeforeSpaceMark : CutRule.None;
    }

    static bool WorksByCharacter(Normalizer? normalizer) => normalizer switch
    {
        null or UnicodeNormalizer or FilterNormalizer or IdeographNormalizer or LowercaseNormalizer => true,
        SequenceNormalizer sequence => sequence.Parts.All(WorksByCharacter),
        _ => false,
    };

    static bool MarksSpaces(Normalizer? normalizer) => normalizer switch
    {
        ReplaceByteNormalizer replace => replace.Replaces((byte)' ', SpaceMarks.Space),
        SequenceNormalizer { Parts: [PrependNormalizer prepend, ReplaceByteNormalizer replace] } =>
            prepend.Value.SequenceEqual(SpaceMarks.Space) && replace.Replaces((byte)' ', SpaceMarks.Space),
        _ => false,
    };
}
