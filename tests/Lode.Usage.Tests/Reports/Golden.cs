using Lode.Tests;

namespace Lode.Usage.Tests.Reports;

/// <summary>Outputs that were looked at and are kept as files; <c>LODE_WRITE_GOLDEN=1</c> writes them anew, to be looked at again.</summary>
static class Golden
{
    public static void ShouldMatch(string actual, string name)
    {
        string path = Path.Combine(TestData.RepositoryRoot, "tests", "Lode.Usage.Tests", "Reports", "Golden", name);
        if (Environment.GetEnvironmentVariable("LODE_WRITE_GOLDEN") == "1")
            File.WriteAllText(path, actual);
        actual.ShouldBe(File.ReadAllText(path));
    }
}
