using System.Globalization;

namespace Lode.Control;

/// <summary>Classes of characters that regular expressions name.</summary>
static class CodePointClasses
{
    // Short and long names, and the categories that each holds.
    static readonly (string Short, string Long, UnicodeCategory First, UnicodeCategory Last)[] s_names =
    [
        ("Lu", "Uppercase_Letter", UnicodeCategory.UppercaseLetter, UnicodeCategory.UppercaseLetter),
        ("Ll", "Lowercase_Letter", UnicodeCategory.LowercaseLetter, UnicodeCategory.LowercaseLetter),
        ("Lt", "Titlecase_Letter", UnicodeCategory.TitlecaseLetter, UnicodeCategory.TitlecaseLetter),
        ("LC", "Cased_Letter", UnicodeCategory.UppercaseLetter, UnicodeCategory.TitlecaseLetter),
        ("Lm", "Modifier_Letter", UnicodeCategory.ModifierLetter, UnicodeCategory.ModifierLetter),
        ("Lo", "Other_Letter", UnicodeCategory.OtherLetter, UnicodeCategory.OtherLetter),
        ("L", "Letter", UnicodeCategory.UppercaseLetter, UnicodeCategory.OtherLetter),
        ("Mn", "Nonspacing_Mark", UnicodeCategory.NonSpacingMark, UnicodeCategory.NonSpacingMark),
        ("Mc", "Spacing_Mark", UnicodeCategory.SpacingCombiningMark, UnicodeCategory.SpacingCombiningMark),
        ("Me", "Enclosing_Mark", UnicodeCategory.EnclosingMark, UnicodeCategory.EnclosingMark),
        ("M", "Mark", UnicodeCategory.NonSpacingMark, UnicodeCategory.EnclosingMark),
        ("Nd", "Decimal_Number", UnicodeCategory.DecimalDigitNumber, UnicodeCategory.DecimalDigitNumber),
        ("Nl", "Letter_Number", UnicodeCategory.LetterNumber, UnicodeCategory.LetterNumber),
        ("No", "Other_Number", UnicodeCategory.OtherNumber, UnicodeCategory.OtherNumber),
        ("N", "Number", UnicodeCategory.DecimalDigitNumber, UnicodeCategory.OtherNumber),
        ("Zs", "Space_Separator", UnicodeCategory.SpaceSeparator, UnicodeCategory.SpaceSeparator),
        ("Zl", "Line_Separator", UnicodeCategory.LineSeparator, UnicodeCategory.LineSeparator),
        ("Zp", "Paragraph_Separator", UnicodeCategory.ParagraphSeparator, UnicodeCategory.ParagraphSeparator),
        ("Z", "Separator", UnicodeCategory.SpaceSeparator, UnicodeCategory.ParagraphSeparator),
        ("Cc", "Control", UnicodeCategory.Control, UnicodeCategory.Control),
        ("Cf", "Format", UnicodeCategory.Format, UnicodeCategory.Format),
        ("Co", "Private_Use", UnicodeCategory.PrivateUse, UnicodeCategory.PrivateUse),
        ("Pc", "Connector_Punctuation", UnicodeCategory.ConnectorPunctuation, UnicodeCategory.ConnectorPunctuation),
        ("Pd", "Dash_Punctuation", UnicodeCategory.DashPunctuation, UnicodeCategory.DashPunctuation),
        ("Ps", "Open_Punctuation", UnicodeCategory.OpenPunctuation, UnicodeCategory.OpenPunctuation),
        ("Pe", "Close_Punctuation", UnicodeCategory.ClosePunctuation, UnicodeCategory.ClosePunctuation),
        ("Pi", "Initial_Punctuation", UnicodeCategory.InitialQuotePunctuation, UnicodeCategory.InitialQuotePunctuation),
        ("Pf", "Final_Punctuation", UnicodeCategory.FinalQuotePunctuation, UnicodeCategory.FinalQuotePunctuation),
        ("Po", "Other_Punctuation", UnicodeCategory.OtherPunctuation, UnicodeCategory.OtherPunctuation),
        ("P", "Punctuation", UnicodeCategory.ConnectorPunctuation, UnicodeCategory.OtherPunctuation),
        ("Sm", "Math_Symbol", UnicodeCategory.MathSymbol, UnicodeCategory.MathSymbol),
        ("Sc", "Currency_Symbol", UnicodeCategory.CurrencySymbol, UnicodeCategory.CurrencySymbol),
        ("Sk", "Modifier_Symbol", UnicodeCategory.ModifierSymbol, UnicodeCategory.ModifierSymbol),
        ("So", "Other_Symbol", UnicodeCategory.OtherSymbol, UnicodeCategory.OtherSymbol),
        ("S", "Symbol", UnicodeCategory.MathSymbol, UnicodeCategory.OtherSymbol),
    ];

    static readonly Lazy<CodePointSet[]> s_categories = new(ReadCategories);

    /// <summary>\d: digits of ASCII.</summary>
    internal static CodePointSet Digit { get; } = CodePointSet.Of([('0', '9')]);

    /// <summary>\w: letters and digits of ASCII, and the underscore.</summary>
    internal static CodePointSet Word { get; } = CodePointSet.Of([('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')]);

    /// <summary>\s: white space of ASCII.</summary>
    internal static CodePointSet Space { get; } = CodePointSet.Of([('\t', '\r'), (' ', ' ')]);

    /// <summary>. : all but the line feed.</summary>
    internal static CodePointSet NoLineFeed { get; } = CodePointSet.Of('\n').Not();

    /// <summary>A general category by one of its names; null where there is none.</summary>
    internal static CodePointSet? Find(string name)
    {
        if (name is "Any")
            return CodePointSet.All;
        if (name is "ASCII")
            return CodePointSet.Of([(0, 127)]);
        foreach ((string shortName, string longName, UnicodeCategory first, UnicodeCategory last) in s_names)
        {
            if (name != shortName && name != longName)
                continue;
            if (first == last)
                return s_categories.Value[(int)first];
            List<(int, int)> ranges = [];
            for (UnicodeCategory category = first; category <= last; category++)
                ranges.AddRange(s_categories.Value[(int)category].Ranges);
            return CodePointSet.Of(ranges);
        }
        return null;
    }

    static CodePointSet[] ReadCategories()
    {
        List<(int First, int Last)>[] ranges = new List<(int, int)>[(int)UnicodeCategory.OtherNotAssigned + 1];
        for (int i = 0; i < ranges.Length; i++)
            ranges[i] = [];
        int first = 0;
        UnicodeCategory category = CharUnicodeInfo.GetUnicodeCategory(0);
        for (int codePoint = 1; codePoint <= 0x110000; codePoint++)
        {
            UnicodeCategory next = codePoint <= 0x10FFFF ? CharUnicodeInfo.GetUnicodeCategory(codePoint) : (UnicodeCategory)(-1);
            if (next == category)
                continue;
            ranges[(int)category].Add((first, codePoint - 1));
            (first, category) = (codePoint, next);
        }
        return Array.ConvertAll(ranges, CodePointSet.Of);
    }
}
