using Lode.Cli.Tests.Faults;

namespace Lode.Cli.Tests.Load;

/// <summary>A model that is larger than the memory that a process may have.</summary>
public sealed class LargeModelTests : IDisposable
{
    const string Limit = "ulimit -d 400000; ";
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void It_runs_mapped_and_is_refused_in_one_line_when_read()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "limits of Linux");
        string model = SparseFolder.Write(_folder.File("model"), layers: 5); // 0.6 GB
        string arguments = $"logits \"$1\" --tokens 1,2,3 --ctx 64 -o {_folder.File("logits")}";

        Shell.Run($"{Limit}{Shell.Lode} {arguments}", model).ShouldSucceed().Errors.ShouldContain("logits after 3 tokens");

        Shell.Run($"{Limit}{Shell.Lode} {arguments} --load read", model).ShouldFail(1)
            .ShouldContain("map the file instead (--load map), which needs none");
    }
}
