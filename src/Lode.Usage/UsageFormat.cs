using System.Globalization;

namespace Lode.Usage;

/// <summary>Numbers as people read them: the same on every machine and in every language.</summary>
/// <remarks>All functions are pure. A value that is null, which a platform could not tell, is written as <c>n/a</c>.</remarks>
public static class UsageFormat
{
    const string NotAvailable = "n/a";
    static readonly string[] s_sizes = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];

    /// <summary>A count with separators between thousands: <c>1,234,567</c>.</summary>
    public static string Count(long? count) => count?.ToString("N0", CultureInfo.InvariantCulture) ?? NotAvailable;

    /// <summary>A size in the largest binary unit that it fills: <c>512 B</c>, <c>1.5 KiB</c>, <c>1,023.9 MiB</c>.</summary>
    /// <remarks>Rounded to one decimal, except for bytes.</remarks>
    public static string Bytes(long? bytes)
    {
        if (bytes is not long value)
            return NotAvailable;
        double size = value;
        int unit = 0;
        while (Math.Abs(size) >= (unit == 0 ? 1024 : 1023.95)) // what would round to 1,024.0
        {
            size /= 1024;
            unit++;
        }
        return string.Create(CultureInfo.InvariantCulture, $"{Fixed(size, unit == 0 ? 0 : 1)} {s_sizes[unit]}");
    }

    /// <summary>A time with three digits that count: <c>850 us</c>, <c>1.23 ms</c>, <c>12.3 s</c>, <c>2 min 05 s</c>, <c>1 h 02 min</c>.</summary>
    /// <param name="microseconds">The time in microseconds.</param>
    public static string Duration(long? microseconds)
    {
        if (microseconds is not long value)
            return NotAvailable;
        return Math.Abs((double)value) switch
        {
            < 1e3 => string.Create(CultureInfo.InvariantCulture, $"{value} us"),
            < 999.5e3 => $"{ThreeDigits(value / 1e3)} ms",
            < 59.95e6 => $"{ThreeDigits(value / 1e6)} s",
            _ => Long(value),
        };
    }

    /// <summary>How many of something per second: <c>1,234 tokens/s</c>, <c>56.7 tokens/s</c>; <c>n/a</c> where no time passed.</summary>
    /// <param name="count">How many.</param>
    /// <param name="microseconds">In which time.</param>
    /// <param name="unit">What was counted, in the plural.</param>
    public static string Rate(long count, long microseconds, string unit) =>
        microseconds > 0 ? $"{ThreeDigits(count * 1e6 / microseconds)} {unit}/s" : NotAvailable;

    /// <summary>A part of a whole in per cent, rounded down, so that 100 % means all: <c>12 %</c>.</summary>
    public static string Percent(long part, long whole) =>
        whole > 0 ? string.Create(CultureInfo.InvariantCulture, $"{(long)((Int128)part * 100 / whole)} %") : NotAvailable;

    static string Long(long microseconds)
    {
        long seconds = (long)Math.Round(microseconds / 1e6);
        string sign = seconds < 0 ? "-" : "";
        seconds = Math.Abs(seconds);
        return seconds < 3600
            ? string.Create(CultureInfo.InvariantCulture, $"{sign}{seconds / 60} min {seconds % 60:00} s")
            : string.Create(CultureInfo.InvariantCulture, $"{sign}{seconds / 3600:N0} h {seconds % 3600 / 60:00} min");
    }

    static string ThreeDigits(double value) => Fixed(value, Math.Abs(value) switch { < 9.995 => 2, < 99.95 => 1, _ => 0 });

    static string Fixed(double value, int decimals) => value.ToString(decimals switch { 0 => "N0", 1 => "N1", _ => "N2" }, CultureInfo.InvariantCulture);
}
