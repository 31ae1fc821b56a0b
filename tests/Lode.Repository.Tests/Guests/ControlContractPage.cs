using System.Text.RegularExpressions;

namespace Lode.Repository.Tests;

/// <summary>The tables of docs/controllers.md.</summary>
static partial class ControlContractPage
{
    public static DocumentPage Page { get; } = new("docs", "controllers.md");

    public static string Text => Page.Text;

    /// <summary>The names of regions.</summary>
    public static string[] Regions { get; } = [.. RegionRow().Matches(Section("Regions")).Select(match => match.Groups[1].Value)];

    /// <summary>By name, the type of a function of the module <c>lode</c>, as <c>FunctionType</c> writes it.</summary>
    public static Dictionary<string, string> Imports { get; } = ImportRow().Matches(Section("Imports of the module `lode`"))
        .ToDictionary(match => match.Groups[1].Value, match => $"[{Parameters(match.Groups[2].Value)}] -> [{match.Groups[3].Value.Trim('(', ')')}]");

    static string Section(string heading) => Text.Split($"\n### {heading}\n")[1].Split("\n### ")[0];

    /// <summary>Parameters are i32 where nothing else is said.</summary>
    static string Parameters(string list) =>
        string.Join(' ', list.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(parameter => parameter.Contains(": i64", StringComparison.Ordinal) ? "i64" : "i32"));

    [GeneratedRegex(@"^\| `(\w+)` \| [^|]* \| (?:read|read, write) \|", RegexOptions.Multiline)]
    private static partial Regex RegionRow();

    [GeneratedRegex(@"^\| `(\w+)` \| `\(([^)]*)\) -> (\(\)|i32|i64)` \|", RegexOptions.Multiline)]
    private static partial Regex ImportRow();
}
