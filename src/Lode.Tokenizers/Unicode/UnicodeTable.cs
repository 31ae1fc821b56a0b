using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Lode.Tokenizers;

/// <summary>General category and white space of every code point, frozen: a newer runtime must not move token ids.</summary>
/// <remarks>
/// 46 KB of constants, made by <c>tools/unicode-table.cs</c>. The classes equal those of Hugging Face's regular expressions.
/// </remarks>
static partial class UnicodeTable
{
    /// <summary>The bit of <see cref="Get"/> for White_Space.</summary>
    public const int WhiteSpace = 32;

    /// <summary>The value for what is no code point, such as a byte of ill-formed UTF-8: in no class.</summary>
    public const int None = (int)UnicodeCategory.OtherNotAssigned;

    /// <summary>Category (bits 0 to 4, the numbers of <see cref="UnicodeCategory"/>) and <see cref="WhiteSpace"/>.</summary>
    /// <param name="codePoint">0 to 0x10FFFF.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Get(int codePoint)
    {
        ref byte pages = ref MemoryMarshal.GetReference(Pages);
        ref byte properties = ref MemoryMarshal.GetReference(Properties);
        int page = Unsafe.Add(ref pages, Math.Min((uint)codePoint, 0x10FFFF) >> 8);
        return Unsafe.Add(ref properties, (page << 8) + (codePoint & 0xFF)) & 0x3F;
    }

    /// <summary>The general category of a code point.</summary>
    /// <param name="codePoint">0 to 0x10FFFF.</param>
    public static UnicodeCategory Category(int codePoint) => (UnicodeCategory)(Get(codePoint) & 31);

    /// <summary>Whether a code point is White_Space, the <c>\s</c> of regular expressions.</summary>
    /// <param name="codePoint">0 to 0x10FFFF.</param>
    public static bool IsWhiteSpace(int codePoint) => (Get(codePoint) & WhiteSpace) != 0;
}
