using System.Globalization;

namespace Lode.Control.Bench;

/// <summary>Arguments of the command line.</summary>
sealed class Arguments(string[] arguments)
{
    public bool Has(string option) => arguments.Contains(option);

    public string? Text(string option) =>
        Array.IndexOf(arguments, option) is >= 0 and int at && at + 1 < arguments.Length ? arguments[at + 1] : null;

    public int Number(string option, int otherwise) =>
        Text(option) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
