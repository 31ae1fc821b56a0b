using System.Buffers;
using System.Globalization;
using System.Text;

namespace Lode.Tokenizers;

/// <summary>Reads UTF-8 as classified code points.</summary>
/// <remarks>
/// By <see cref="Rune"/> and never by <c>Regex</c>, which sees UTF-16 units and takes letters and digits above U+FFFF for neither. The
/// Unicode classes of .NET 10 equal those of Hugging Face's regular expressions over all code points.
/// </remarks>
static class CodePoints
{
    static readonly CodePointClass[] s_ascii = [.. Enumerable.Range(0, 128).Select(c => Classify(new Rune(c)))];

    /// <summary>The class of the code point at <paramref name="at"/>, which must be inside the text.</summary>
    /// <param name="text">UTF-8.</param>
    /// <param name="at">Where the code point begins.</param>
    /// <param name="length">Its bytes; 1 where the UTF-8 is ill-formed.</param>
    public static CodePointClass Read(ReadOnlySpan<byte> text, int at, out int length)
    {
        byte first = text[at];
        if (first < 128)
        {
            length = 1;
            return s_ascii[first];
        }
        if (Rune.DecodeFromUtf8(text[at..], out Rune rune, out length) == OperationStatus.Done)
            return Classify(rune);
        length = 1;
        return CodePointClass.Other;
    }

    /// <summary>Where the run of code points of the given classes that begins at <paramref name="at"/> ends.</summary>
    public static int SkipWhile(ReadOnlySpan<byte> text, int at, CodePointClass classes)
    {
        while (at < text.Length && (Read(text, at, out int length) & classes) != 0)
            at += length;
        return at;
    }

    static CodePointClass Classify(Rune rune)
    {
        if (rune.Value is '\r' or '\n')
            return CodePointClass.Newline;
        if (Rune.IsWhiteSpace(rune))
            return CodePointClass.Space;
        return Rune.GetUnicodeCategory(rune) switch
        {
            UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
                or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter => CodePointClass.Letter,
            UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber => CodePointClass.Number,
            _ => CodePointClass.Other,
        };
    }
}
