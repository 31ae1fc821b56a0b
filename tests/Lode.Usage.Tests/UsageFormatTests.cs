using System.Globalization;

namespace Lode.Usage.Tests;

public sealed class UsageFormatTests
{
    [Theory]
    [InlineData(0L, "0")]
    [InlineData(999L, "999")]
    [InlineData(1000L, "1,000")]
    [InlineData(-1234567L, "-1,234,567")]
    [InlineData(long.MaxValue, "9,223,372,036,854,775,807")]
    [InlineData(null, "n/a")]
    public void A_count_has_separators(long? count, string text) => UsageFormat.Count(count).ShouldBe(text);

    [Theory]
    [InlineData(0L, "0 B")]
    [InlineData(1023L, "1,023 B")]
    [InlineData(1024L, "1.0 KiB")]
    [InlineData(1536L, "1.5 KiB")]
    [InlineData(1048524L, "1,023.9 KiB")]
    [InlineData(1048575L, "1.0 MiB")]
    [InlineData(4_000_000_000L, "3.7 GiB")]
    [InlineData(-2048L, "-2.0 KiB")]
    [InlineData(long.MaxValue, "8.0 EiB")]
    [InlineData(null, "n/a")]
    public void A_size_has_the_largest_unit_that_it_fills(long? bytes, string text) => UsageFormat.Bytes(bytes).ShouldBe(text);

    [Theory]
    [InlineData(0L, "0 us")]
    [InlineData(999L, "999 us")]
    [InlineData(1000L, "1.00 ms")]
    [InlineData(9994L, "9.99 ms")]
    [InlineData(9996L, "10.0 ms")]
    [InlineData(123_456L, "123 ms")]
    [InlineData(999_499L, "999 ms")]
    [InlineData(999_600L, "1.00 s")]
    [InlineData(12_345_678L, "12.3 s")]
    [InlineData(59_949_999L, "59.9 s")]
    [InlineData(59_990_000L, "1 min 00 s")]
    [InlineData(125_000_000L, "2 min 05 s")]
    [InlineData(3_599_600_000L, "1 h 00 min")]
    [InlineData(3_720_000_000L, "1 h 02 min")]
    [InlineData(-125_000_000L, "-2 min 05 s")]
    [InlineData(null, "n/a")]
    public void A_time_has_three_digits_that_count(long? microseconds, string text) => UsageFormat.Duration(microseconds).ShouldBe(text);

    [Theory]
    [InlineData(10, 1_000_000, "10.0 tokens/s")]
    [InlineData(1, 3_000_000, "0.33 tokens/s")]
    [InlineData(1234, 1_000_000, "1,234 tokens/s")]
    [InlineData(5, 0, "n/a")]
    public void A_rate_is_per_second(long count, long microseconds, string text) =>
        UsageFormat.Rate(count, microseconds, "tokens").ShouldBe(text);

    [Theory]
    [InlineData(0, 10, "0 %")]
    [InlineData(999, 1000, "99 %")]
    [InlineData(1000, 1000, "100 %")]
    [InlineData(long.MaxValue, long.MaxValue, "100 %")]
    [InlineData(0, 0, "n/a")]
    public void Per_cent_are_rounded_down(long part, long whole, string text) => UsageFormat.Percent(part, whole).ShouldBe(text);

    [Fact]
    public void The_culture_of_the_thread_changes_nothing()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = { NumberGroupSeparator = "'", NumberDecimalSeparator = "~" } };
            UsageFormat.Count(1234567).ShouldBe("1,234,567");
            UsageFormat.Bytes(1536).ShouldBe("1.5 KiB");
            UsageFormat.Duration(1234).ShouldBe("1.23 ms");
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
