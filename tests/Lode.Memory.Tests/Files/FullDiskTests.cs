using System.Diagnostics;

namespace Lode.Memory.Tests;

/// <summary>A real file system that fills up: 1 MiB of tmpfs, mounted for one process.</summary>
public sealed class FullDiskTests
{
    const string FolderVariable = "LODE_TEST_SMALL_DISK";

    [Fact]
    public void A_full_disk_is_reported_with_what_is_needed_and_free()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "mount namespaces");
        using OutputFolder folder = new();
        string mount = $"mount -t tmpfs -o size=1m tmpfs '{folder.Path}'";
        Assert.SkipUnless(Run(["unshare", "-rm", "sh", "-c", mount], folder).ExitCode == 0, "this user may not mount a file system");
        (int code, string output) = Run(["unshare", "-rm", "sh", "-c", $"{mount} && exec \"$@\"", "sh", .. TestProcess.Command(typeof(FullDiskTests))], folder);
        code.ShouldBe(0, output);
        output.ShouldContain("Failed: 0");
        output.ShouldContain("Skipped: 1"); // this test itself
    }

    [Fact]
    public void On_the_small_disk()
    {
        string? folder = Environment.GetEnvironmentVariable(FolderVariable);
        Assert.SkipWhen(folder is null || new DriveInfo(folder).TotalSize != 1 << 20, "the other half of the test of full disks");
        string path = Path.Combine(folder, "file");
        File.WriteAllText(path, "old");

        using (OutputFile file = new(path))
        {
            Should.Throw<IOException>(() => file.Reserve(3 << 20)).Message.ShouldStartWith(
                $"cannot write {path}: the disk is full: the file needs 3,145,728 bytes, ");
        }
        using (OutputFile file = new(path))
        {
            string message = Should.Throw<IOException>(() => Fill(file)).Message;
            message.ShouldStartWith($"cannot write {path}: the disk is full: the file needs ");
            message.ShouldEndWith(" bytes, 0 are free there; make room, or write to another disk");
        }
        File.ReadAllText(path).ShouldBe("old");
        Directory.GetFileSystemEntries(folder).ShouldBe([path]);

        using (OutputFile file = new(path))
        {
            file.Reserve(1 << 19);
            file.Write(new byte[1 << 19]);
            file.Commit();
        }
        new FileInfo(path).Length.ShouldBe(1 << 19);
    }

    static void Fill(OutputFile file)
    {
        for (int i = 0; i < 100; i++)
            file.Write(new byte[100_000]);
    }

    static (int ExitCode, string Output) Run(string[] command, OutputFolder folder)
    {
        // Already inside: the namespace is the other process's, and so is this test.
        Assert.SkipWhen(Environment.GetEnvironmentVariable(FolderVariable) is not null, "the first half of the test of full disks");
        using Process process = Process.Start(TestProcess.Prepare(command, (FolderVariable, folder.Path)))!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output);
    }
}
