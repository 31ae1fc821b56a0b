using System.Runtime.CompilerServices;

namespace Lode.Tokenizers;

/// <summary>The classes of characters that Hugging Face's normalizers and pre-tokenizers ask for, frozen.</summary>
/// <remarks>
/// Their libraries follow different versions of Unicode, so each class is what that library says of every code point. Numbers as
/// <see cref="Scalars"/> gives them; a byte of ill-formed UTF-8 is in no class.
/// </remarks>
static partial class CharacterClasses
{
    const int Word = 1;
    const int Numeric = 2;
    const int Punctuation = 4;
    const int Control = 8;
    const int NonspacingMark = 16;
    const int CombiningMark = 32;
    const int WhiteSpace = 64;
    const int Unstable = 128;

    /// <summary><c>\w</c>.</summary>
    public static bool IsWord(int scalar) => (Get(scalar) & Word) != 0;

    /// <summary>A number (Nd, Nl, No).</summary>
    public static bool IsNumeric(int scalar) => (Get(scalar) & Numeric) != 0;

    /// <summary>Punctuation, with all of ASCII's.</summary>
    public static bool IsPunctuation(int scalar) => (Get(scalar) & Punctuation) != 0;

    /// <summary>What BERT's normalizer drops: control and format characters, private and unassigned ones, U+0000 and U+FFFD.</summary>
    public static bool IsControl(int scalar) => (Get(scalar) & Control) != 0;

    /// <summary>What BERT's normalizer takes for an accent (Mn).</summary>
    public static bool IsNonspacingMark(int scalar) => (Get(scalar) & NonspacingMark) != 0;

    /// <summary>What <c>StripAccents</c> drops (M).</summary>
    public static bool IsCombiningMark(int scalar) => (Get(scalar) & CombiningMark) != 0;

    /// <summary>White_Space.</summary>
    public static bool IsWhiteSpace(int scalar) => (Get(scalar) & WhiteSpace) != 0;

    /// <summary>Whether NFC may change a text where this character is: all others stay and keep their neighbours as they are.</summary>
    public static bool IsUnstable(int scalar) => (Get(scalar) & Unstable) != 0;

    /// <summary>One of the ideographs that BERT sets between spaces.</summary>
    public static bool IsIdeograph(int scalar) => scalar >= 0x3400 && scalar
        is (>= 0x4E00 and <= 0x9FFF) or (>= 0x3400 and <= 0x4DBF) or (>= 0x20000 and <= 0x2A6DF) or (>= 0x2A700 and <= 0x2B73F)
        or (>= 0x2B740 and <= 0x2B81F) or (>= 0x2B920 and <= 0x2CEAF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x2F800 and <= 0x2FA1F);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static int Get(int scalar) =>
        (uint)scalar < Scalars.IllFormed ? Classes[(Pages[scalar >> 8] << 8) + (scalar & 0xFF)] : 0;
}
