using System.CommandLine.Parsing;
using System.Globalization;

namespace Lode.Cli.Guests;

/// <summary>A number of bytes as people write it: <c>64M</c>, <c>1.5GiB</c>, <c>4096</c>.</summary>
/// <remarks>A class, because code for options of classes is compiled with this program; for options of numbers it would be compiled at every start.</remarks>
sealed record ByteSize(long Bytes)
{
    const string Units = "KMGT";

    /// <summary>Reads the value of an option.</summary>
    public static ByteSize? Parse(ArgumentResult result, string option)
    {
        string text = result.Tokens[^1].Value;
        if (TryParse(text, out long bytes))
            return new ByteSize(bytes);
        result.AddError($"{option}: expected a size such as 64M or 1G, found '{text}'");
        return null;
    }

    /// <summary>Reads a size; K, M, G and T are powers of 1024, with or without <c>B</c> or <c>iB</c>.</summary>
    public static bool TryParse(string text, out long bytes)
    {
        bytes = 0;
        string number = text.EndsWith("iB", StringComparison.Ordinal) ? text[..^2] : text.EndsWith('B') ? text[..^1] : text;
        int unit = number.Length > 0 ? Units.IndexOf(char.ToUpperInvariant(number[^1]), StringComparison.Ordinal) + 1 : 0;
        if (unit > 0)
            number = number[..^1];
        if (!double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value))
            return false;
        double all = value * Math.Pow(1024, unit);
        if (!(all is >= 0 and < long.MaxValue))
            return false;
        bytes = (long)all;
        return true;
    }
}
