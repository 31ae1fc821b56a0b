using System.Globalization;

namespace Lode.Tokenizers;

/// <summary>The regular expressions of the model families, by their exact text, as hand-written patterns.</summary>
static class KnownPatterns
{
    /// <summary>GPT-2's words.</summary>
    public const string Gpt2 = @"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+";

    const string Contractions = "(?i:'s|'t|'re|'ve|'m|'ll|'d)";
    const string Rest = @"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";
    const string O200kWords =
        @"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+" + Contractions
        + @"?|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*" + Contractions + "?";

    static readonly Dictionary<string, Func<SplitPattern>> s_patterns = new()
    {
        [Gpt2] = () => Words(new Gpt2PreTokenizer(splitsDigits: false)),
        [@"'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"] = () => Words(new Gpt2PreTokenizer(splitsDigits: false)),
        [Contractions + @"|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}" + Rest] = () => Words(new Llama3PreTokenizer(maxDigits: 3)),
        [@"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]++[\r\n]*|\s*[\r\n]|\s+(?!\S)|\s+"] =
            () => Words(new Llama3PreTokenizer(maxDigits: 3)),
        [Contractions + @"|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}" + Rest] = () => Words(new Llama3PreTokenizer(maxDigits: 1)),
        [O200kWords + @"|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+"] = () => Words(new O200kPreTokenizer()),
        [" "] = () => new StringPattern([(byte)' ']),
        [" {2,}"] = () => new RepeatPattern(scalar => scalar == ' ', min: 2),
        [@"\s"] = () => new CharacterPattern(CharacterClasses.IsWhiteSpace),
        [@"\s+"] = () => new RepeatPattern(CharacterClasses.IsWhiteSpace),
        [@"\s{2,}"] = () => new RepeatPattern(CharacterClasses.IsWhiteSpace, min: 2),
        [@"\n"] = () => new StringPattern([(byte)'\n']),
        ["[\r\n]"] = () => new CharacterPattern(scalar => scalar is '\r' or '\n'), // as DeepSeek's file has it, unescaped
        [@"[\r\n]"] = () => new CharacterPattern(scalar => scalar is '\r' or '\n'),
        [@"[0-9]"] = () => new CharacterPattern(IsAsciiDigit),
        [@"[0-9][0-9][0-9]"] = () => new RepeatPattern(IsAsciiDigit, min: 3, max: 3),
        [@"\p{N}"] = () => new CharacterPattern(IsNumber),
        [@"\p{N}+"] = () => new RepeatPattern(IsNumber),
        [@"\p{N}{1,3}"] = () => new RepeatPattern(IsNumber, max: 3),
        [@"\s?\p{L}+"] = () => new RepeatPattern(IsLetter, takesSpace: true),
        [@"\s?\p{P}+"] = () => new RepeatPattern(IsPunctuation, takesSpace: true),
        [@"\s?[" + DeepSeekClasses.Letters + "]+"] = () => new RepeatPattern(new RangeSet(DeepSeekClasses.Letters).Contains, takesSpace: true),
        [@"\s?[" + DeepSeekClasses.Punctuation + "]+"] =
            () => new RepeatPattern(new RangeSet(DeepSeekClasses.Punctuation).Contains, takesSpace: true),
        ["[" + DeepSeekClasses.EastAsian + "]+"] = () => new RepeatPattern(new RangeSet(DeepSeekClasses.EastAsian).Contains),
        [@"\s+$"] = () => new TrailingSpacePattern(),
        [@"[\p{P}\$\+<=>\^~\|`]+"] = () => new RepeatPattern(scalar => IsPunctuation(scalar) || scalar is '$' or '+' or '<' or '=' or '>' or '^' or '~' or '|' or '`'),
    };

    /// <summary>The pattern of an expression, or null where it is not known.</summary>
    public static SplitPattern? Find(string expression) => s_patterns.GetValueOrDefault(expression)?.Invoke();

    /// <summary><c>\p{L}</c>.</summary>
    public static bool IsLetter(int scalar) => Category(scalar) is
        UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
        or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter;

    /// <summary><c>\p{N}</c>.</summary>
    public static bool IsNumber(int scalar) =>
        Category(scalar) is UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber;

    /// <summary><c>\p{P}</c>.</summary>
    public static bool IsPunctuation(int scalar) => Category(scalar) is
        UnicodeCategory.ConnectorPunctuation or UnicodeCategory.DashPunctuation or UnicodeCategory.OpenPunctuation
        or UnicodeCategory.ClosePunctuation or UnicodeCategory.InitialQuotePunctuation or UnicodeCategory.FinalQuotePunctuation
        or UnicodeCategory.OtherPunctuation;

    /// <summary><c>[0-9]</c>.</summary>
    public static bool IsAsciiDigit(int scalar) => scalar is >= '0' and <= '9';

    static WordPattern Words(PreTokenizer words) => new(words);

    static UnicodeCategory Category(int scalar) =>
        scalar < Scalars.IllFormed ? UnicodeTable.Category(scalar) : UnicodeCategory.OtherNotAssigned;
}
