using System.Reflection;
using System.Text.RegularExpressions;
using Lode.Tests;
using Lode.Wasm.Assembly;

namespace Lode.Wasm.Tests.Assembly;

/// <summary>No method of the assembler is left out by the tests of this folder.</summary>
public sealed partial class CoverageTests
{
    [Fact]
    public void Every_method_of_the_assembler_is_held_against_the_decoder()
    {
        string folder = Path.Combine(TestData.RepositoryRoot, "tests/Lode.Wasm.Tests/Assembly");
        HashSet<string> called = [.. Directory.GetFiles(folder, "*.cs").SelectMany(
            file => Call().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value))];
        string[] methods = [.. typeof(Assembler).GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            .Where(method => !method.IsSpecialName).Select(method => method.Name).Distinct()];
        methods.Length.ShouldBeGreaterThan(50);
        methods.Except(called).ShouldBeEmpty();
    }

    [GeneratedRegex(@"(?:\b_a|A)ssembler\.(\w+)")]
    private static partial Regex Call();
}
