using Lode.Cli.Errors;
using Lode.Cli.Streams;

namespace Lode.Cli.Tests;

public sealed class AtomicFileTests
{
    [Fact]
    public void The_file_appears_with_its_last_byte()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("new");
        using (AtomicFile file = new(path))
        {
            file.Write("abc"u8);
            File.Exists(path).ShouldBeFalse();
            file.Write("def"u8);
            file.Commit();
        }
        File.ReadAllText(path).ShouldBe("abcdef");
        Directory.GetFileSystemEntries(folder.Path).ShouldBe([path]);
    }

    [Fact]
    public void Without_a_commit_nothing_changes()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("kept");
        File.WriteAllText(path, "old");
        using (AtomicFile file = new(path))
            file.Write("new"u8);
        File.ReadAllText(path).ShouldBe("old");
        Directory.GetFileSystemEntries(folder.Path).ShouldBe([path]);
    }

    [Fact]
    public void A_link_stays_and_its_target_changes()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.File("target"), "old");
        File.CreateSymbolicLink(folder.File("link"), "target");
        using (AtomicFile file = new(folder.File("link")))
        {
            file.Write("new"u8);
            file.Commit();
        }
        new FileInfo(folder.File("link")).LinkTarget.ShouldBe("target");
        File.ReadAllText(folder.File("target")).ShouldBe("new");
    }

    [Fact]
    public void A_folder_is_refused_by_name()
    {
        using TemporaryFolder folder = new();
        Should.Throw<CommandException>(() => new AtomicFile(folder.Path)).Message.ShouldBe($"cannot write {folder.Path}: it is a folder; give the name of a file");
        Should.Throw<CommandException>(() => new AtomicFile(folder.File("no/such"))).Message.ShouldStartWith("cannot write ");
    }
}
