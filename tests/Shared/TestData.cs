namespace Lode.Tests;

/// <summary>Locates the test data that is not part of the repository.</summary>
/// <remarks>
/// The folder is the one that <c>LODE_TEST_DATA</c> names, else <c>.data</c> at the repository root. Tests that need it call
/// <see cref="Require"/>, which reports them as skipped where the file is missing.
/// </remarks>
static class TestData
{
    /// <summary>The repository root: the nearest folder above the test binary that holds <c>Lode.slnx</c>.</summary>
    public static string RepositoryRoot { get; } = FindRepositoryRoot();

    /// <summary>The folder of the test data, whether it exists or not.</summary>
    public static string Folder { get; } =
        Environment.GetEnvironmentVariable("LODE_TEST_DATA") is { Length: > 0 } named ? named : Path.Combine(RepositoryRoot, ".data");

    /// <summary>The full path of a data file; skips the running test when it is not there.</summary>
    public static string Require(string relativePath)
    {
        string path = Path.Combine(Folder, relativePath);
        Assert.SkipUnless(File.Exists(path) || Directory.Exists(path), $"needs test data: {relativePath} is not under {Folder}");
        return path;
    }

    static string FindRepositoryRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Lode.slnx")))
                return folder.FullName;
        }
        throw new InvalidOperationException($"no Lode.slnx above {AppContext.BaseDirectory}");
    }
}
