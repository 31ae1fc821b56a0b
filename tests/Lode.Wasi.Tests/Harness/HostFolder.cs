namespace Lode.Wasi.Tests;

/// <summary>A folder of the host that is gone after the test: <c>root</c> in it is for guests, everything beside that is not.</summary>
sealed class HostFolder : IDisposable
{
    /// <summary>What no guest may ever see.</summary>
    public const string Secret = "a secret of the host";

    readonly DirectoryInfo _all = Directory.CreateTempSubdirectory("lode-wasi-");

    public HostFolder()
    {
        Directory.CreateDirectory(Root);
        File.WriteAllText(Outside("secret"), Secret);
        Directory.CreateDirectory(Outside("dir"));
        File.WriteAllText(Outside("dir/secret"), Secret);
    }

    public string Root => Path.Combine(_all.FullName, "root");

    public string Outside(string path) => Path.Combine(_all.FullName, path);

    public string Inside(string path) => Path.Combine(Root, path);

    public string Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Inside(path))!);
        File.WriteAllText(Inside(path), text);
        return Inside(path);
    }

    public void Link(string path, string target)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Inside(path))!);
        File.CreateSymbolicLink(Inside(path), target);
    }

    public void Dispose() => _all.Delete(recursive: true);
}
