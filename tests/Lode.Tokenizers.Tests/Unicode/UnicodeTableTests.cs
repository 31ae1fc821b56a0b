using System.Globalization;
using System.Text;

namespace Lode.Tokenizers.Tests;

public class UnicodeTableTests
{
    // The runtime that made the table; one with another Unicode version may differ where the table must not.
    [Fact]
    public void Every_code_point_has_the_category_that_dotnet_10_gives_it()
    {
        Assert.SkipUnless(Environment.Version.Major == 10, "the table was made with .NET 10");
        for (int value = 0; value <= 0x10FFFF; value++)
        {
            UnicodeTable.Category(value).ShouldBe(CharUnicodeInfo.GetUnicodeCategory(value), $"U+{value:X4}");
            UnicodeTable.IsWhiteSpace(value).ShouldBe(Rune.IsValid(value) && Rune.IsWhiteSpace(new Rune(value)), $"U+{value:X4}");
        }
    }

    // Counted in Hugging Face's regular expressions.
    [Fact]
    public void Classes_have_the_sizes_that_Hugging_Face_gives_them()
    {
        (int Letters, int Numbers, int Spaces) counts = default;
        for (int value = 0; value <= 0x10FFFF; value++)
        {
            int properties = UnicodeTable.Get(value);
            counts.Letters += CategorySet.Contains(CategorySet.Letter, properties) ? 1 : 0;
            counts.Numbers += CategorySet.Contains(CategorySet.Number, properties) ? 1 : 0;
            counts.Spaces += (properties & UnicodeTable.WhiteSpace) != 0 ? 1 : 0;
        }
        counts.ShouldBe((141_028, 1_911, 25));
    }

    [Fact]
    public void Utf8_is_read_as_the_runtime_reads_it()
    {
        byte[] interesting = [0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xED, 0xEF, 0xF0, 0xF1, 0xF4, 0xF5, 0xFF];
        byte[] text = new byte[4];
        for (int i = 0; i < 256; i++)
        {
            text[0] = (byte)i;
            foreach (byte b in interesting)
            {
                foreach (byte c in interesting)
                {
                    foreach (byte d in interesting)
                    {
                        (text[1], text[2], text[3]) = (b, c, d);
                        for (int length = 1; length <= 4; length++)
                            ShouldReadAsRune(text.AsSpan(0, length));
                    }
                }
            }
        }
    }

    static void ShouldReadAsRune(ReadOnlySpan<byte> text)
    {
        int value = Utf8.Read(text, out int length);
        bool isWellFormed = Rune.DecodeFromUtf8(text, out Rune rune, out int expected) == System.Buffers.OperationStatus.Done;
        if (value != (isWellFormed ? rune.Value : -1) || length != (isWellFormed ? expected : 1))
            Assert.Fail($"{Convert.ToHexString(text)}: {value}, {length} bytes");
    }
}
