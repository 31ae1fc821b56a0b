namespace Lode.Cli.Tests.Faults;

public sealed class FullDiskTests
{
    [Fact]
    public void A_disk_too_small_is_told_before_the_work_and_keeps_what_was_there()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "needs to mount a small file system: only root may");
        using TemporaryFolder folder = new();
        string small = Directory.CreateDirectory(folder.File("small")).FullName;
        CommandResult mounted = Shell.Run("mount -t tmpfs -o size=4m none \"$1\"", small);
        Assert.SkipUnless(mounted.ExitCode == 0, $"needs to mount a small file system: {mounted.Errors.Trim()}");
        try
        {
            SparseModel.Write(folder.File("in.gguf"), 1);
            string target = Path.Combine(small, "out.gguf");
            File.WriteAllText(target, "older");
            string message = LodeCommand.Run("quantize", folder.File("in.gguf"), "-o", target, "--type", "Q8_0").ShouldFail(1);
            message.ShouldStartWith($"cannot write {target}: ");
            message.ShouldContain("the file needs 17,826,048 bytes");
            File.ReadAllText(target).ShouldBe("older");
            Directory.GetFileSystemEntries(small).ShouldBe([target]);
        }
        finally
        {
            Shell.Run("umount \"$1\"", small);
        }
    }

    [Fact]
    public void A_device_that_is_full_is_an_error()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs /dev/full");
        using TemporaryFolder folder = new();
        SparseModel.Write(folder.File("in.gguf"), 1);
        LodeCommand.Run("quantize", folder.File("in.gguf"), "-o", "/dev/full", "--type", "Q8_0").ShouldFail(1).ShouldStartWith("cannot write /dev/full: ");
    }

    [Fact]
    public void A_report_that_cannot_be_written_is_an_error_and_the_model_stands()
    {
        using TemporaryFolder folder = new();
        SparseModel.Write(folder.File("in.gguf"), 1);
        LodeCommand.Run("quantize", folder.File("in.gguf"), "-o", folder.File("out.gguf"), "--type", "Q8_0", $"--report={folder.File("no/such.txt")}")
            .ShouldFail(1).ShouldStartWith($"cannot write {folder.File("no/such.txt")}: ");
        File.Exists(folder.File("out.gguf")).ShouldBeTrue();
    }
}
