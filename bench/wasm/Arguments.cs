using System.Globalization;

namespace Lode.Wasm.Bench;

/// <summary>Arguments of the command line.</summary>
sealed class Arguments(string[] arguments)
{
    public bool Has(string option) => arguments.Contains(option);

    public string? Text(string option) =>
        Array.IndexOf(arguments, option) is >= 0 and int at && at + 1 < arguments.Length ? arguments[at + 1] : null;

    public double Number(string option, double otherwise) =>
        Text(option) is { } text ? double.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
