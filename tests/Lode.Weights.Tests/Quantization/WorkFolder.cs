namespace Lode.Weights.Tests.Quantization;

/// <summary>A folder that is gone after the test.</summary>
sealed class WorkFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("lode-weights-").FullName;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>The names of all files, also hidden ones.</summary>
    public string[] Names => [.. Directory.EnumerateFileSystemEntries(Path).Select(entry => System.IO.Path.GetFileName(entry)).Order(StringComparer.Ordinal)];

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
