using System.Globalization;

namespace Lode.DemoModel.Commands;

/// <summary>The words behind a verb: values without a name, and <c>--name value</c>.</summary>
sealed class Options
{
    readonly Dictionary<string, string> _named = [];
    readonly List<string> _plain = [];

    public Options(ReadOnlySpan<string> words, params string[] names)
    {
        for (int i = 0; i < words.Length; i++)
        {
            if (!words[i].StartsWith('-'))
                _plain.Add(words[i]);
            else if (!names.Contains(words[i]))
                throw new ArgumentException($"there is no option {words[i]}; this verb has {string.Join(", ", names)}");
            else if (i + 1 == words.Length)
                throw new ArgumentException($"{words[i]} needs a value behind it");
            else
                _named[words[i]] = words[++i];
        }
    }

    public string? Text(string name) => _named.GetValueOrDefault(name);

    public int Number(string name, int fallback, int min = 1)
    {
        if (!_named.TryGetValue(name, out string? text))
            return fallback;
        return int.TryParse(text, CultureInfo.InvariantCulture, out int value) && value >= min
            ? value
            : throw new ArgumentException($"{name} needs a whole number of at least {min}, not '{text}'");
    }

    public double Fraction(string name, double fallback)
    {
        if (!_named.TryGetValue(name, out string? text))
            return fallback;
        return double.TryParse(text, CultureInfo.InvariantCulture, out double value) && value is >= 0 and <= 10
            ? value
            : throw new ArgumentException($"{name} needs a number from 0 to 10, not '{text}'");
    }

    /// <summary>The values without a name, exactly as many as are asked for.</summary>
    public IReadOnlyList<string> Plain(params string[] what) => _plain.Count == what.Length
        ? _plain
        : throw new ArgumentException($"expected {(what.Length == 0 ? "options only" : string.Join(" and ", what))}, found {_plain.Count} values");
}
