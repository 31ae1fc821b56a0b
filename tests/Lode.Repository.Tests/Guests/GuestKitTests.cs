using System.Text.RegularExpressions;
using Lode.Tests;

namespace Lode.Repository.Tests;

/// <summary>Holds what authors of controllers use against the contract.</summary>
public sealed partial class GuestKitTests
{
    static readonly string s_header = Read("c", "lode.h");
    static readonly string s_script = Read("assemblyscript", "lode.ts");

    [Fact]
    public void The_header_declares_all_imports_of_the_contract_by_their_types() =>
        HeaderImport().Matches(s_header).ToDictionary(match => match.Groups[1].Value, match => $"[{Types(match.Groups[3].Value)}] -> [{Type(match.Groups[2].Value)}]")
            .OrderBy(entry => entry.Key).ShouldBe(ControlContractPage.Imports.OrderBy(entry => entry.Key));

    [Fact]
    public void The_script_declares_all_imports_of_the_contract_by_their_types() =>
        ScriptImport().Matches(s_script).ToDictionary(match => match.Groups[1].Value, match => $"[{Types(match.Groups[2].Value)}] -> [{Type(match.Groups[3].Value)}]")
            .OrderBy(entry => entry.Key).ShouldBe(ControlContractPage.Imports.OrderBy(entry => entry.Key));

    [Fact]
    public void Both_know_all_regions()
    {
        ControlContractPage.Regions.Length.ShouldBe(8);
        foreach (string region in ControlContractPage.Regions)
        {
            s_header.ShouldMatch($@"struct lode_regions \{{[^}}]*\*{region};");
            s_script.ShouldContain($"export function lode_region_{region}(bytes: i32): usize");
        }
    }

    static string Types(string list) => string.Join(' ', list.Split(',').Where(parameter => parameter.Trim() is not ("void" or "")).Select(Type));

    static string Type(string declaration) =>
        Regex.IsMatch(declaration, @"^\s*void\s*$") ? "" : !declaration.Contains('*', StringComparison.Ordinal) && declaration.Contains("64", StringComparison.Ordinal) ? "i64" : "i32";

    static string Read(params string[] path) => File.ReadAllText(Path.Combine([TestData.RepositoryRoot, "guests", .. path]));

    [GeneratedRegex(@"^LODE_IMPORT\(""(\w+)""\) (\w+) \w+\(([^)]*)\);$", RegexOptions.Multiline)]
    private static partial Regex HeaderImport();

    [GeneratedRegex(@"^@external\(""lode"", ""(\w+)""\) export declare function \w+\(([^)]*)\): (\w+);$", RegexOptions.Multiline)]
    private static partial Regex ScriptImport();
}
