using System.Diagnostics;
using System.Globalization;
using System.Runtime.Versioning;

namespace Lode.Memory.Tests;

public sealed class OutputFileTests : IDisposable
{
    readonly OutputFolder _folder = new();

    [Fact]
    public void The_file_appears_with_its_last_byte()
    {
        string path = _folder.File("new");
        using (OutputFile file = new(path))
        {
            file.Write("abc"u8);
            File.Exists(path).ShouldBeFalse();
            file.Position.ShouldBe(3);
            file.WriteByte((byte)'d');
            file.Write([.. "xefx"u8], 1, 2);
            file.Commit();
        }
        File.ReadAllText(path).ShouldBe("abcdef");
        _folder.Names.ShouldBe(["new"]);
    }

    [Fact]
    public void Without_a_commit_nothing_changes()
    {
        File.WriteAllText(_folder.File("kept"), "old");
        using (OutputFile file = new(_folder.File("kept")))
            file.Write("new"u8);
        File.ReadAllText(_folder.File("kept")).ShouldBe("old");
        _folder.Names.ShouldBe(["kept"]);
    }

    [Fact]
    public void A_large_file_is_written_as_it_came()
    {
        byte[] bytes = new byte[1_000_003];
        new Random(1).NextBytes(bytes);
        using (OutputFile file = new(_folder.File("large")))
        {
            for (int at = 0, part = 1; at < bytes.Length; at += part, part = part * 2 + 1)
            {
                part = Math.Min(part, bytes.Length - at);
                file.Write(bytes.AsSpan(at, part));
            }
            file.Position.ShouldBe(bytes.Length);
            file.Commit();
        }
        File.ReadAllBytes(_folder.File("large")).ShouldBe(bytes);
    }

    [Fact]
    public void An_empty_file_is_a_file()
    {
        using (OutputFile file = new(_folder.File("empty")))
            file.Commit();
        new FileInfo(_folder.File("empty")).Length.ShouldBe(0);
    }

    [Fact]
    public void After_the_commit_nothing_more_is_written()
    {
        using OutputFile file = new(_folder.File("done"));
        file.Commit();
        file.CanWrite.ShouldBeFalse();
        Should.Throw<ObjectDisposedException>(() => file.Write("more"u8));
        Should.Throw<ObjectDisposedException>(file.Commit);
        Should.Throw<ObjectDisposedException>(() => file.Reserve(1));
    }

    [Fact]
    public void It_is_a_stream_that_is_only_written()
    {
        using OutputFile file = new(_folder.File("stream"));
        (file.CanRead, file.CanSeek, file.CanWrite).ShouldBe((false, false, true));
        new MemoryStream("through"u8.ToArray()).CopyTo(file);
        file.Position.ShouldBe(7);
        Should.Throw<NotSupportedException>(() => file.Position = 0);
        Should.Throw<NotSupportedException>(() => file.Length);
        Should.Throw<NotSupportedException>(() => file.Seek(0, SeekOrigin.Begin));
        Should.Throw<NotSupportedException>(() => file.SetLength(0));
        Should.Throw<NotSupportedException>(() => file.ReadByte());
    }

    [Theory]
    [InlineData("target")]
    [InlineData("missing")]
    public void A_link_stays_and_its_target_changes(string target)
    {
        File.WriteAllText(_folder.File("target"), "old");
        File.CreateSymbolicLink(_folder.File("inner"), target);
        File.CreateSymbolicLink(_folder.File("link"), "inner");
        using (OutputFile file = new(_folder.File("link")))
        {
            file.Write("new"u8);
            file.Commit();
        }
        new FileInfo(_folder.File("link")).LinkTarget.ShouldBe("inner");
        new FileInfo(_folder.File("inner")).LinkTarget.ShouldBe(target);
        File.ReadAllText(_folder.File(target)).ShouldBe("new");
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public void The_permissions_of_the_file_before_it_stay()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Unix permissions");
        const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherRead;
        File.WriteAllText(_folder.File("mode"), "old");
        File.SetUnixFileMode(_folder.File("mode"), Mode);
        using (OutputFile file = new(_folder.File("mode")))
            file.Commit();
        File.GetUnixFileMode(_folder.File("mode")).ShouldBe(Mode);
    }

    [Fact]
    public async Task A_pipe_is_written_as_it_is()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "named pipes");
        string pipe = _folder.File("pipe");
        using (Process make = Process.Start("mkfifo", [pipe]))
            make.WaitForExit();
        Task<string> reader = Task.Run(() => File.ReadAllText(pipe));
        using (OutputFile file = new(pipe))
        {
            file.Reserve(1L << 50);
            file.Write("through"u8);
            file.Commit();
        }
        (await reader).ShouldBe("through");
        _folder.Names.ShouldBe(["pipe"]);
    }

    [Fact]
    public void A_device_is_written_as_it_is()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "devices");
        using OutputFile file = new("/dev/null");
        file.Reserve(1L << 50);
        file.Write("gone"u8);
        file.Commit();
        File.GetAttributes("/dev/null").HasFlag(FileAttributes.Directory).ShouldBeFalse();
    }

    [Fact]
    public void A_full_device_is_reported_and_not_thrown_again()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "devices");
        using OutputFile file = new("/dev/full");
        file.Write("buffered"u8);
        Should.Throw<IOException>(file.Commit).Message.ShouldBe("cannot write /dev/full: No space left on device : '/dev/full'");
    }

    [Fact]
    public void A_place_that_takes_no_file_is_refused_by_name()
    {
        Failure(_folder.Path).ShouldBe($"cannot write {_folder.Path}: it is a folder; give the name of a file");
        Failure(_folder.File("no/such")).ShouldBe($"cannot write {_folder.File("no/such")}: there is no folder {_folder.File("no")}; make it first");
        Failure("").ShouldStartWith("cannot write : ");
        File.CreateSymbolicLink(_folder.File("circle"), "circle");
        Failure(_folder.File("circle")).ShouldStartWith($"cannot write {_folder.File("circle")}: ");
    }

    [Fact]
    public void Reserved_room_that_is_not_used_is_given_back()
    {
        using (OutputFile file = new(_folder.File("shorter")))
        {
            file.Reserve(1 << 20);
            file.Write("short"u8);
            file.Commit();
        }
        File.ReadAllText(_folder.File("shorter")).ShouldBe("short");
        using (OutputFile file = new(_folder.File("longer")))
        {
            file.Reserve(3);
            file.Write("longer"u8);
            file.Commit();
        }
        File.ReadAllText(_folder.File("longer")).ShouldBe("longer");
    }

    [Fact]
    public void Too_little_room_is_found_before_the_work()
    {
        long free = new DriveInfo(_folder.Path).AvailableFreeSpace;
        Assert.SkipWhen(free > 1L << 43, "a file system that is larger than its files may be");
        long needed = free + (1L << 40);
        using (OutputFile file = new(_folder.File("huge")))
        {
            string message = Should.Throw<IOException>(() => file.Reserve(needed)).Message;
            message.ShouldStartWith($"cannot write {_folder.File("huge")}: the disk is full: the file needs {needed.ToString("N0", CultureInfo.InvariantCulture)} bytes, ");
            message.ShouldEndWith(" are free there; make room, or write to another disk");
            // A request that fills the disk before it fails makes every other writer fail.
            new DriveInfo(_folder.Path).AvailableFreeSpace.ShouldBeGreaterThan(free / 2);
        }
        _folder.Names.ShouldBeEmpty();
    }

    public void Dispose() => _folder.Dispose();

    static string Failure(string path) => Should.Throw<IOException>(() => new OutputFile(path)).Message;
}
