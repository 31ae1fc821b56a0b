namespace Lode.Memory.Tests;

/// <summary>A folder of its own for the files that a test writes.</summary>
sealed class OutputFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("lode-output-").FullName;

    /// <summary>The names of everything in the folder, sorted.</summary>
    public string[] Names => [.. Directory.GetFileSystemEntries(Path).Select(path => System.IO.Path.GetFileName(path)!).Order(StringComparer.Ordinal)];

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
