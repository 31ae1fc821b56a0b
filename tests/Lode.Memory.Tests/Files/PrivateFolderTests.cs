using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace Lode.Memory.Tests;

[SupportedOSPlatform("linux")]
public sealed partial class PrivateFolderTests : IDisposable
{
    const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    readonly OutputFolder _folder = new();

    public PrivateFolderTests() => Assert.SkipUnless(FileStatus.IsSupported, "Linux only");

    [Fact]
    public void A_folder_is_made_for_its_user_alone()
    {
        string path = _folder.File("a/b/c");
        using PrivateFolder folder = PrivateFolder.Open(path);
        File.GetUnixFileMode(path).ShouldBe(Private);
        PrivateFolder.Open(path).Dispose();
    }

    [Fact]
    public void Files_come_back_as_they_were_written()
    {
        using PrivateFolder folder = PrivateFolder.Open(_folder.File("f"));
        folder.OpenFile("x", out _, out string? reason).ShouldBeNull();
        reason.ShouldBeNull();
        Write(folder, "x", "abc"u8);
        Read(folder, "x").ShouldBe("abc"u8.ToArray());
        folder.Remove("x").ShouldBeTrue();
        folder.Remove("x").ShouldBeFalse();
    }

    [Theory]
    [InlineData(UnixFileMode.GroupWrite)]
    [InlineData(UnixFileMode.OtherWrite)]
    [InlineData(UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.OtherExecute)]
    public void A_folder_open_to_others_is_refused(UnixFileMode mode)
    {
        string path = _folder.File("f");
        Directory.CreateDirectory(path);
        File.SetUnixFileMode(path, Private | mode);
        Should.Throw<IOException>(() => PrivateFolder.Open(path)).Message.ShouldContain($"chmod 700 '{path}'");
    }

    [Fact]
    public void A_link_to_a_folder_is_refused()
    {
        PrivateFolder.Open(_folder.File("f")).Dispose();
        Directory.CreateSymbolicLink(_folder.File("link"), _folder.File("f"));
        Should.Throw<IOException>(() => PrivateFolder.Open(_folder.File("link"))).Message.ShouldContain("found a link or a file");
    }

    [Fact]
    public void A_file_in_the_folders_place_is_refused()
    {
        File.WriteAllText(_folder.File("f"), "");
        Should.Throw<IOException>(() => PrivateFolder.Open(_folder.File("f"))).Message.ShouldContain(_folder.File("f"));
    }

    [Fact]
    public void A_link_is_never_followed()
    {
        using PrivateFolder folder = PrivateFolder.Open(_folder.File("f"));
        File.WriteAllText(_folder.File("elsewhere"), "kept");
        File.CreateSymbolicLink(folder.PathOf("x"), _folder.File("elsewhere"));
        folder.OpenFile("x", out _, out string? reason).ShouldBeNull();
        reason.ShouldBe("it is a link");
        Write(folder, "x", "new"u8);
        File.ReadAllText(_folder.File("elsewhere")).ShouldBe("kept");
        Read(folder, "x").ShouldBe("new"u8.ToArray());
    }

    [Theory]
    [InlineData(UnixFileMode.GroupWrite)]
    [InlineData(UnixFileMode.OtherWrite)]
    public void A_file_that_others_may_write_is_not_opened(UnixFileMode mode)
    {
        using PrivateFolder folder = PrivateFolder.Open(_folder.File("f"));
        Write(folder, "x", "abc"u8);
        File.SetUnixFileMode(folder.PathOf("x"), Private | mode);
        folder.OpenFile("x", out _, out string? reason).ShouldBeNull();
        reason.ShouldBe("others may write it");
    }

    [Fact]
    public void A_file_of_another_user_is_not_opened()
    {
        using PrivateFolder folder = PrivateFolder.Open(_folder.File("f"));
        Write(folder, "x", "abc"u8);
        Assert.SkipUnless(ChangeOwner(folder.PathOf("x"), 12345, 12345) == 0, "only root can give files away");
        folder.OpenFile("x", out _, out string? reason).ShouldBeNull();
        reason.ShouldBe("it belongs to another user");
    }

    [Fact]
    public void A_folder_of_another_user_is_refused()
    {
        string path = _folder.File("f");
        PrivateFolder.Open(path).Dispose();
        Assert.SkipUnless(ChangeOwner(path, 12345, 12345) == 0, "only root can give files away");
        Should.Throw<IOException>(() => PrivateFolder.Open(path)).Message.ShouldContain("belongs to another user");
    }

    [Fact]
    public void A_pipe_is_not_opened_and_nothing_waits_for_it()
    {
        using PrivateFolder folder = PrivateFolder.Open(_folder.File("f"));
        MakePipe(folder.PathOf("x"), 0x180).ShouldBe(0);
        folder.OpenFile("x", out _, out string? reason).ShouldBeNull();
        reason.ShouldBe("it is no regular file");
    }

    [Theory]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData("a/b")]
    [InlineData("/etc/passwd")]
    public void Names_do_not_lead_out_of_the_folder(string name)
    {
        using PrivateFolder folder = PrivateFolder.Open(_folder.File("f"));
        Should.Throw<ArgumentException>(() => folder.OpenFile(name, out _, out _));
        Should.Throw<ArgumentException>(() => folder.Write(name));
        Should.Throw<ArgumentException>(() => folder.Remove(name));
    }

    [Fact]
    public void A_folder_exchanged_later_does_not_matter()
    {
        using PrivateFolder folder = PrivateFolder.Open(_folder.File("f"));
        Write(folder, "x", "mine"u8);
        Directory.Move(_folder.File("f"), _folder.File("moved"));
        Directory.CreateDirectory(_folder.File("f"));
        File.WriteAllText(_folder.File("f/x"), "theirs");
        Read(folder, "x").ShouldBe("mine"u8.ToArray());
    }

    [Fact]
    public void A_touched_file_was_used_now_and_not_modified()
    {
        using PrivateFolder folder = PrivateFolder.Open(_folder.File("f"));
        Write(folder, "x", "abc"u8);
        DateTime old = new(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        File.SetLastAccessTimeUtc(folder.PathOf("x"), old);
        File.SetLastWriteTimeUtc(folder.PathOf("x"), old);
        using (SafeFileHandle? file = folder.OpenFile("x", out _, out _))
            PrivateFolder.Touch(file.ShouldNotBeNull());
        FileStatus status = FileStatus.Of(folder.PathOf("x")).ShouldNotBeNull();
        DateTimeOffset.FromUnixTimeMilliseconds(status.Modified / 1_000_000).UtcDateTime.ShouldBe(old);
        DateTimeOffset.FromUnixTimeMilliseconds(status.Accessed / 1_000_000).UtcDateTime.ShouldBeGreaterThan(DateTime.UtcNow.AddMinutes(-5));
    }

    [Fact]
    public void A_status_tells_a_file_and_its_changes()
    {
        string path = _folder.File("x");
        File.WriteAllText(path, "abc");
        FileStatus before = FileStatus.Of(path).ShouldNotBeNull();
        (before.IsFile, before.IsFolder, before.Length).ShouldBe((true, false, 3));
        using (SafeFileHandle file = File.OpenHandle(path))
            FileStatus.Of(file).ShouldBe(before);
        File.WriteAllText(path, "abcd");
        FileStatus after = FileStatus.Of(path).ShouldNotBeNull();
        (after.Device, after.Inode, after.Length).ShouldBe((before.Device, before.Inode, 4));
        FileStatus.Of(_folder.File("missing")).ShouldBeNull();
        FileStatus.Of(Path.GetDirectoryName(path)!).ShouldNotBeNull().IsFolder.ShouldBeTrue();
    }

    public void Dispose() => _folder.Dispose();

    static void Write(PrivateFolder folder, string name, ReadOnlySpan<byte> bytes)
    {
        using OutputFile file = folder.Write(name);
        file.Write(bytes);
        file.Commit();
    }

    static byte[] Read(PrivateFolder folder, string name)
    {
        using SafeFileHandle? file = folder.OpenFile(name, out FileStatus status, out _);
        byte[] bytes = new byte[status.Length];
        RandomAccess.Read(file.ShouldNotBeNull(), bytes, 0);
        return bytes;
    }

    [LibraryImport("libc", EntryPoint = "chown", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeOwner(string path, uint user, uint group);

    [LibraryImport("libc", EntryPoint = "mkfifo", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakePipe(string path, uint mode);
}
