using System.Diagnostics;
using System.Text.RegularExpressions;
using Lode.Tests;
using Lode.Wasm;

namespace Lode.Repository.Tests;

/// <summary>Runs the program of docs/wasm.md.</summary>
public sealed class WasmPageTests : IDisposable
{
    static readonly string s_page = File.ReadAllText(Path.Combine(TestData.RepositoryRoot, "docs", "wasm.md"));
    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lode-wasm-page-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void The_program_of_the_page_is_the_sample_and_prints_what_is_shown()
    {
        Block("csharp").ShouldBe(File.ReadAllText(Path.Combine(TestData.RepositoryRoot, "samples", "WasmGuest", "Program.cs")));
        Assert.SkipUnless(EngineSupport.IsSupported, EngineSupport.Reason ?? "");
        string story = Path.Combine(_folder.FullName, "story");
        File.WriteAllText(story, "Once upon a time");
        ProcessStartInfo start = new("dotnet")
        {
            ArgumentList =
            {
                Path.Combine(AppContext.BaseDirectory, "WasmGuest.dll"),
                Path.Combine(TestData.RepositoryRoot, "tests", "Shared", "Guests", "probe.wasm"),
                story,
            },
            RedirectStandardOutput = true,
        };
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        process.ExitCode.ShouldBe(0);
        output.TrimEnd('\n').ShouldBe(Block("output").TrimEnd('\n'));
    }

    [Fact]
    public void Links_of_the_page_lead_to_files()
    {
        foreach (Match link in Regex.Matches(s_page, @"\]\(([^)#]+)[^)]*\)"))
            File.Exists(Path.Combine(TestData.RepositoryRoot, "docs", link.Groups[1].Value)).ShouldBeTrue(link.Value);
    }

    static string Block(string language) => Regex.Match(s_page, $"```{language}\n(.*?)```", RegexOptions.Singleline).Groups[1].Value;
}
