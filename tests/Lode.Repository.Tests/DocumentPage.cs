using System.Diagnostics;
using System.Text.RegularExpressions;
using Lode.Tests;

namespace Lode.Repository.Tests;

/// <summary>A page of the documentation: its program, what that prints, and its links.</summary>
/// <param name="path">The path in the repository, its parts.</param>
sealed class DocumentPage(params string[] path)
{
    readonly string _file = Path.Combine([TestData.RepositoryRoot, .. path]);

    public string Text => field ??= File.ReadAllText(_file);

    /// <summary>The first block of a language.</summary>
    public string Block(string language) => Regex.Match(Text, $"```{language}\n(.*?)```", RegexOptions.Singleline).Groups[1].Value;

    /// <summary>The block of C# is the program of a sample.</summary>
    public void ShouldShow(string sample) =>
        Block("csharp").ShouldBe(File.ReadAllText(Path.Combine(TestData.RepositoryRoot, "samples", sample, "Program.cs")));

    /// <summary>A sample prints what the block of output says.</summary>
    public void ShouldShowOutputOf(string sample, params string[] arguments)
    {
        ProcessStartInfo start = new("dotnet", [Path.Combine(AppContext.BaseDirectory, $"{sample}.dll"), .. arguments]) { RedirectStandardOutput = true };
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        process.ExitCode.ShouldBe(0);
        output.TrimEnd('\n').ShouldBe(Block("output").TrimEnd('\n'));
    }

    public void ShouldHaveLinksThatLeadToFiles()
    {
        foreach (Match link in Regex.Matches(Text, @"\]\(([^)#]+)[^)]*\)"))
        {
            string target = Path.Combine(Path.GetDirectoryName(_file)!, link.Groups[1].Value);
            (File.Exists(target) || Directory.Exists(target)).ShouldBeTrue(link.Value);
        }
    }
}
