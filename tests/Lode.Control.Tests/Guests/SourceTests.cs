using System.Security.Cryptography;

namespace Lode.Control.Tests.Guests;

/// <summary>The compiled programs are those of the sources beside them.</summary>
public sealed class SourceTests
{
    [Fact]
    public void Sources_are_those_that_the_programs_were_compiled_of()
    {
        string[] lines = File.ReadAllLines(Path.Combine(Programs.Folder, "programs.sha256"));
        Dictionary<string, string> hashes = lines.Select(static line => line.Split("  ")).ToDictionary(static parts => parts[1], static parts => parts[0]);
        string[] files = [.. Directory.GetFiles(Programs.Folder).Select(static path => Path.GetFileName(path)!).Where(static name => name != "programs.sha256")];
        hashes.Keys.Order(StringComparer.Ordinal).ShouldBe(files.Order(StringComparer.Ordinal));
        foreach ((string name, string hash) in hashes)
        {
            Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(Programs.Folder, name))))
                .ShouldBe(hash, $"{name} was changed: run {Programs.Folder}/build and commit what it writes");
        }
    }
}
