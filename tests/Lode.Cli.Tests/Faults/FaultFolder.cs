namespace Lode.Cli.Tests.Faults;

/// <summary>A folder of sources, whose names begin with <c>in</c>, and of what was made of them; gone after the test.</summary>
sealed class FaultFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("lode-faults-").FullName;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>The names of all files but the sources, also hidden ones.</summary>
    public string[] Outputs => [.. Directory.EnumerateFileSystemEntries(Path).Select(entry => System.IO.Path.GetFileName(entry))
        .Where(name => !name.StartsWith("in", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    /// <summary>Whether a run has begun to write.</summary>
    public bool HasUnfinished => Directory.EnumerateFiles(Path, ".out*").Any();

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
