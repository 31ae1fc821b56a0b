using System.Text.RegularExpressions;
using System.Xml.Linq;
using Lode.Tests;

namespace Lode.Repository.Tests;

/// <summary>Holds the table of docs/architecture.md against the project files.</summary>
public sealed partial class ArchitectureTests
{
    static readonly Dictionary<string, (int Floor, HashSet<string> Uses)> s_documented = Documented();

    [Fact]
    public void Every_project_is_in_the_table_and_every_entry_is_a_project() =>
        Projects().ShouldBe(s_documented.Keys.Order());

    [Fact]
    public void Project_references_are_the_arrows_of_the_table()
    {
        foreach (string project in Projects())
            References(project).ShouldBe(s_documented[project].Uses.Order(), project);
    }

    [Fact]
    public void Arrows_point_down_only()
    {
        foreach ((string project, (int floor, HashSet<string> uses)) in s_documented)
        {
            foreach (string used in uses)
                s_documented[used].Floor.ShouldBeLessThan(floor, $"{project} uses {used}");
        }
    }

    [Fact]
    public void Every_project_has_tests_and_is_in_the_solution()
    {
        string solution = File.ReadAllText(Path.Combine(TestData.RepositoryRoot, "Lode.slnx"));
        foreach (string project in Projects())
        {
            File.Exists(Path.Combine(TestData.RepositoryRoot, "tests", project + ".Tests", project + ".Tests.csproj")).ShouldBeTrue(project);
            solution.ShouldContain($"src/{project}/{project}.csproj");
            solution.ShouldContain($"tests/{project}.Tests/{project}.Tests.csproj");
        }
    }

    [Fact]
    public void Only_kernels_use_tensor_intrinsics()
    {
        foreach (string file in Directory.EnumerateFiles(Path.Combine(TestData.RepositoryRoot, "src"), "*.cs", SearchOption.AllDirectories))
        {
            // Fetching a line of a table ahead computes nothing, and neither does asking what the processor has.
            if (!file.Contains("Lode.Kernels", StringComparison.Ordinal) && !file.EndsWith("Lode.Tokenizers/Bpe/Fast/Prefetch.cs", StringComparison.Ordinal)
                && !file.EndsWith("Lode.Wasm/Hosting/EngineSupport.cs", StringComparison.Ordinal))
                File.ReadAllText(file).ShouldNotContain("System.Runtime.Intrinsics.X86", Case.Sensitive, file);
        }
    }

    static IEnumerable<string> Projects() =>
        Directory.EnumerateDirectories(Path.Combine(TestData.RepositoryRoot, "src")).Select(folder => Path.GetFileName(folder)).Order();

    static IEnumerable<string> References(string project) =>
        XDocument.Load(Path.Combine(TestData.RepositoryRoot, "src", project, project + ".csproj")).Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value)).Order();

    static Dictionary<string, (int, HashSet<string>)> Documented()
    {
        Dictionary<string, (int, HashSet<string>)> table = [];
        foreach (string line in File.ReadLines(Path.Combine(TestData.RepositoryRoot, "docs", "architecture.md")))
        {
            Match row = TableRow().Match(line);
            if (row.Success)
                table.Add(row.Groups[2].Value, (int.Parse(row.Groups[1].Value, null), [.. Name().Matches(row.Groups[3].Value).Select(m => m.Groups[1].Value)]));
        }
        return table;
    }

    [GeneratedRegex(@"^\| (\d) \| `(Lode\.\w+)` \|[^|]*\|([^|]*)\|$")]
    private static partial Regex TableRow();

    [GeneratedRegex(@"`(Lode\.\w+)`")]
    private static partial Regex Name();
}
