namespace Lode.Tokenizers;

/// <summary>Lower case, frozen.</summary>
static partial class LowercaseTable
{
    /// <summary>The one character whose lower case is two: U+0130 becomes i and U+0307.</summary>
    public const int CapitalDottedI = 0x130;

    /// <summary>The lower case of a character, itself where it has none; for <see cref="CapitalDottedI"/> the first of its two.</summary>
    public static int Lower(int scalar)
    {
        if (scalar < 0x80)
            return scalar is >= 'A' and <= 'Z' ? scalar + 32 : scalar;
        if (scalar == CapitalDottedI)
            return 'i';
        int index = Keys.BinarySearch(scalar);
        return index < 0 ? scalar : Values[index];
    }
}
