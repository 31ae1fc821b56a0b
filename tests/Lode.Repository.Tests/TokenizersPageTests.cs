using System.Diagnostics;
using System.Text.RegularExpressions;
using Lode.Tests;

namespace Lode.Repository.Tests;

/// <summary>Runs the program of docs/tokenizers.md.</summary>
public sealed class TokenizersPageTests
{
    static readonly string s_page = File.ReadAllText(Path.Combine(TestData.RepositoryRoot, "docs", "tokenizers.md"));

    [Fact]
    public void The_program_of_the_page_is_the_sample_and_prints_what_is_shown()
    {
        Block("csharp").ShouldBe(File.ReadAllText(Path.Combine(TestData.RepositoryRoot, "samples", "TextTokens", "Program.cs")));
        ProcessStartInfo start = new("dotnet")
        {
            ArgumentList = { Path.Combine(AppContext.BaseDirectory, "TextTokens.dll"), Path.Combine(TestData.RepositoryRoot, "models", "demo.gguf") },
            RedirectStandardOutput = true,
        };
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        process.ExitCode.ShouldBe(0);
        output.ShouldBe(Block("output"));
    }

    [Fact]
    public void Links_of_the_page_lead_to_files()
    {
        foreach (Match link in Regex.Matches(s_page, @"\]\(([^)#]+)\)"))
            File.Exists(Path.Combine(TestData.RepositoryRoot, "docs", link.Groups[1].Value)).ShouldBeTrue(link.Value);
    }

    static string Block(string language) => Regex.Match(s_page, $"```{language}\n(.*?)```", RegexOptions.Singleline).Groups[1].Value;
}
