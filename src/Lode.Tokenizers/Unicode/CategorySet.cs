using System.Globalization;

namespace Lode.Tokenizers;

/// <summary>Sets of general categories as bit masks: bit c is category c of <see cref="UnicodeCategory"/>.</summary>
static class CategorySet
{
    /// <summary>\p{Lu} and \p{Lt}: letters that only begin a word of o200k.</summary>
    public const uint Upper = 1u << (int)UnicodeCategory.UppercaseLetter | 1u << (int)UnicodeCategory.TitlecaseLetter;

    /// <summary>\p{Ll}.</summary>
    public const uint Lower = 1u << (int)UnicodeCategory.LowercaseLetter;

    /// <summary>\p{Lm} and \p{Lo}: letters without case.</summary>
    public const uint Caseless = 1u << (int)UnicodeCategory.ModifierLetter | 1u << (int)UnicodeCategory.OtherLetter;

    /// <summary>\p{L}.</summary>
    public const uint Letter = Upper | Lower | Caseless;

    /// <summary>\p{M}.</summary>
    public const uint Mark = 1u << (int)UnicodeCategory.NonSpacingMark | 1u << (int)UnicodeCategory.SpacingCombiningMark
        | 1u << (int)UnicodeCategory.EnclosingMark;

    /// <summary>\p{N}.</summary>
    public const uint Number = 1u << (int)UnicodeCategory.DecimalDigitNumber | 1u << (int)UnicodeCategory.LetterNumber
        | 1u << (int)UnicodeCategory.OtherNumber;

    /// <summary>\p{P}.</summary>
    public const uint Punctuation = 1u << (int)UnicodeCategory.ConnectorPunctuation | 1u << (int)UnicodeCategory.DashPunctuation
        | 1u << (int)UnicodeCategory.OpenPunctuation | 1u << (int)UnicodeCategory.ClosePunctuation
        | 1u << (int)UnicodeCategory.InitialQuotePunctuation | 1u << (int)UnicodeCategory.FinalQuotePunctuation
        | 1u << (int)UnicodeCategory.OtherPunctuation;

    /// <summary>\p{S}.</summary>
    public const uint Symbol = 1u << (int)UnicodeCategory.MathSymbol | 1u << (int)UnicodeCategory.CurrencySymbol
        | 1u << (int)UnicodeCategory.ModifierSymbol | 1u << (int)UnicodeCategory.OtherSymbol;

    /// <summary>Whether a value of <see cref="UnicodeTable.Get"/> is in a set.</summary>
    public static bool Contains(uint set, int properties) => (set >> (properties & 31) & 1) != 0;
}
