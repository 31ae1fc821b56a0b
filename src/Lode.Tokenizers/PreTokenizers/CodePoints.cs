namespace Lode.Tokenizers;

/// <summary>Reads UTF-8 as classified code points.</summary>
/// <remarks>
/// By <see cref="UnicodeTable"/> and never by <c>Regex</c>, which sees UTF-16 units and takes letters and digits above U+FFFF for neither.
/// </remarks>
static class CodePoints
{
    static readonly CodePointClass[] s_ascii = [.. Enumerable.Range(0, 128).Select(Classify)];

    // By value of UnicodeTable.Get.
    static readonly CodePointClass[] s_classes = [.. Enumerable.Range(0, 64).Select(ClassOf)];

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
        int codePoint = Utf8.Read(text[at..], out length);
        return codePoint < 0 ? CodePointClass.Other : s_classes[UnicodeTable.Get(codePoint)];
    }

    /// <summary>Where the run of code points of the given classes that begins at <paramref name="at"/> ends.</summary>
    public static int SkipWhile(ReadOnlySpan<byte> text, int at, CodePointClass classes)
    {
        while (at < text.Length && (Read(text, at, out int length) & classes) != 0)
            at += length;
        return at;
    }

    static CodePointClass Classify(int codePoint) =>
        codePoint is '\r' or '\n' ? CodePointClass.Newline : ClassOf(UnicodeTable.Get(codePoint));

    static CodePointClass ClassOf(int properties)
    {
        if ((properties & UnicodeTable.WhiteSpace) != 0)
            return CodePointClass.Space;
        if (CategorySet.Contains(CategorySet.Letter, properties))
            return CodePointClass.Letter;
        return CategorySet.Contains(CategorySet.Number, properties) ? CodePointClass.Number : CodePointClass.Other;
    }
}
