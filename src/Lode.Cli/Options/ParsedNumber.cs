using System.CommandLine;

namespace Lode.Cli.Options;

/// <summary>The value of an option that is a number.</summary>
/// <remarks>A class, because code for options of classes is compiled with this program; for options of numbers it would be compiled at every start.</remarks>
sealed record ParsedNumber<T>(T Value) where T : struct;

/// <summary>Reads such options.</summary>
static class ParsedNumbers
{
    /// <summary>The number; null where the option was not given.</summary>
    public static T? GetNumber<T>(this ParseResult values, Option<ParsedNumber<T>?> option) where T : struct => values.GetValue(option)?.Value;
}
