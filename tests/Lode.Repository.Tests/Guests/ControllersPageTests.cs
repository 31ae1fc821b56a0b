using System.Diagnostics;
using System.Text.RegularExpressions;
using Lode.Tests;
using Lode.Wasm;

namespace Lode.Repository.Tests;

/// <summary>Runs the program of docs/controllers.md.</summary>
public sealed class ControllersPageTests
{
    [Fact]
    public void The_program_of_the_page_is_the_sample_and_prints_what_is_shown()
    {
        Block("csharp").ShouldBe(File.ReadAllText(Path.Combine(TestData.RepositoryRoot, "samples", "Steering", "Program.cs")));
        Assert.SkipUnless(EngineSupport.IsSupported, EngineSupport.Reason ?? "");
        ProcessStartInfo start = new("dotnet")
        {
            ArgumentList =
            {
                Path.Combine(AppContext.BaseDirectory, "Steering.dll"),
                Path.Combine(TestData.RepositoryRoot, "models", "demo.gguf"),
                Path.Combine(TestData.RepositoryRoot, "guests", "compiled", "choice.wasm"),
            },
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
        foreach (Match link in Regex.Matches(ControlContractPage.Text, @"\]\(([^)#]+)[^)]*\)"))
            File.Exists(Path.Combine(TestData.RepositoryRoot, "docs", link.Groups[1].Value)).ShouldBeTrue(link.Value);
    }

    static string Block(string language) => Regex.Match(ControlContractPage.Text, $"```{language}\n(.*?)```", RegexOptions.Singleline).Groups[1].Value;
}
