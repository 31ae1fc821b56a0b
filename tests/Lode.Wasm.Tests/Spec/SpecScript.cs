using System.Text.Json;
using Lode.Tests;

namespace Lode.Wasm.Tests.Spec;

/// <summary>A file of the specification's test suite: commands in JSON, modules in binary beside them.</summary>
sealed class SpecScript
{
    /// <summary>Where the suite lies under the test data.</summary>
    const string Root = "wasm/spec/core2-json";

    readonly string _folder;

    SpecScript(string path, string name)
    {
        _folder = Path.GetDirectoryName(path)!;
        Name = name;
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
        Commands = [.. document.RootElement.GetProperty("commands").EnumerateArray().Select(element => new SpecCommand(element.Clone()))];
    }

    /// <summary>The folder's name in the suite, as "memory_copy" or "tail-call/return_call".</summary>
    public string Name { get; }

    public IReadOnlyList<SpecCommand> Commands { get; }

    /// <summary>A module of the script, in binary.</summary>
    public byte[] Read(string file) => File.ReadAllBytes(Path.Combine(_folder, file));

    /// <summary>The scripts of WebAssembly 2.0 itself, those of one proposal, by its folder's name, or with null all of both.</summary>
    public static IEnumerable<SpecScript> Of(string? proposal)
    {
        string root = TestData.Require(Root);
        foreach (string path in Directory.EnumerateFiles(root, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            string name = Path.GetRelativePath(root, Path.GetDirectoryName(path)!).Replace('\\', '/');
            string folder = name.Contains('/', StringComparison.Ordinal) ? name[..name.IndexOf('/', StringComparison.Ordinal)] : "";
            if (proposal is null || folder == proposal)
                yield return new(path, name);
        }
    }

    /// <summary>One script, by its name.</summary>
    public static SpecScript Named(string name) =>
        new(TestData.Require($"{Root}/{name}/{name[(name.LastIndexOf('/') + 1)..]}.json"), name);
}
