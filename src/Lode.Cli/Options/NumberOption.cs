using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Lode.Cli.Options;

/// <summary>Options whose value is a number in a range; anything else is answered by the range and what was found.</summary>
static class NumberOption
{
    /// <summary>A comma is a mistake, whether it was meant for thousands or for a fraction.</summary>
    const NumberStyles WithoutSeparators = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    public static Option<ParsedNumber<int>?> Integer(string name, string valueName, string help, int min, int max, string? alias = null) =>
        new(name, alias is null ? [] : [alias])
        {
            HelpName = valueName,
            Description = help,
            CustomParser = result => Parse<int>(result, name, $"a whole number{Range(min, max)}", int.TryParse, value => value >= min && value <= max),
        };

    public static Option<ParsedNumber<ulong>?> Unsigned(string name, string valueName, string help) => new(name)
    {
        HelpName = valueName,
        Description = help,
        CustomParser = result => Parse<ulong>(result, name, $"a whole number from 0 to {ulong.MaxValue}", ulong.TryParse, _ => true),
    };

    /// <param name="name">The option.</param>
    /// <param name="valueName">What the help calls its value.</param>
    /// <param name="help">What it does.</param>
    /// <param name="range">The range in words.</param>
    /// <param name="isInRange">The range.</param>
    public static Option<ParsedNumber<float>?> Number(string name, string valueName, string help, string range, Predicate<float> isInRange) => new(name)
    {
        HelpName = valueName,
        Description = help,
        CustomParser = result => Parse<float>(result, name, $"a number {range}", float.TryParse, value => float.IsFinite(value) && isInRange(value)),
    };

    static ParsedNumber<T>? Parse<T>(ArgumentResult result, string name, string expected, TryParse<T> parse, Predicate<T> isInRange) where T : struct
    {
        string text = result.Tokens[^1].Value;
        if (parse(text, WithoutSeparators, CultureInfo.InvariantCulture, out T value) && isInRange(value))
            return new ParsedNumber<T>(value);
        result.AddError($"{name}: expected {expected}, found '{text}'");
        return null;
    }

    delegate bool TryParse<T>(string text, NumberStyles styles, IFormatProvider culture, out T value);

    static string Range(int min, int max) => max == int.MaxValue ? $" of {min} or more" : $" from {min} to {max}";
}
