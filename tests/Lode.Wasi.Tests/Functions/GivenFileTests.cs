using System.Text;

namespace Lode.Wasi.Tests;

public sealed class GivenFileTests : IDisposable
{
    readonly HostFolder _folder = new();

    public GivenFileTests() => _folder.Write("private/real-name", "content");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_that_was_given_is_read_by_its_name()
    {
        using Guest guest = Make();
        uint answer = guest.Take(8);
        guest.Call("fd_prestat_get", 3, answer).ShouldBe(Errno.Success);
        guest.Get<uint>(answer + 4).ShouldBe(4u);
        uint first = guest.Open("data.bin", rights: Rights.FdRead | Rights.FdSeek | Rights.FdTell);
        uint second = guest.Open("./data.bin", rights: Rights.FdRead);
        guest.Read(first, 3).ShouldBe("con");
        guest.Read(second).ShouldBe("content"); // places are their own
        guest.Read(first).ShouldBe("tent");
        guest.TryStat("data.bin", out FileKind kind, out ulong size, out _).ShouldBe(Errno.Success);
        (kind, size).ShouldBe((FileKind.RegularFile, 7ul));
        guest.TryStat(".", out kind, out _, out _).ShouldBe(Errno.Success);
        kind.ShouldBe(FileKind.Directory);
    }

    [Fact]
    public void The_directory_lists_them_and_nothing_else()
    {
        using Guest guest = Make();
        uint buffer = guest.Take(200);
        uint answer = guest.Take(4);
        guest.Call("fd_readdir", 3, buffer, 200, 0, answer).ShouldBe(Errno.Success);
        guest.Get<uint>(answer).ShouldBe(24u + 8 + 24 + 5);
        Encoding.UTF8.GetString(guest.Bytes(buffer + 24, 8)).ShouldBe("data.bin");
        guest.Call("fd_readdir", 3, buffer, 200, guest.Get<ulong>(buffer), answer).ShouldBe(Errno.Success);
        Encoding.UTF8.GetString(guest.Bytes(buffer + 24, 5)).ShouldBe("other");
        guest.Call("fd_readdir", 3, buffer, 200, ulong.MaxValue, answer).ShouldBe(Errno.Success);
        guest.Get<uint>(answer).ShouldBe(0u);
    }

    [Theory]
    [InlineData("real-name", Errno.NoEntry)]
    [InlineData("../data.bin", Errno.NotCapable)]
    [InlineData("..", Errno.NotCapable)]
    [InlineData("/data.bin", Errno.NotCapable)]
    [InlineData("data.bin/x", Errno.NotDirectory)]
    [InlineData("data.bin/../data.bin", Errno.NotDirectory)]
    [InlineData("data.bi", Errno.NoEntry)]
    [InlineData("DATA.BIN", Errno.NoEntry)]
    internal void No_other_path_leads_anywhere(string path, Errno expected)
    {
        using Guest guest = Make();
        guest.TryOpen(path, out _).ShouldBe(expected);
        guest.TryStat(path, out _, out _, out _).ShouldBe(expected);
    }

    [Fact]
    public void Nothing_is_written()
    {
        using Guest guest = Make();
        guest.TryOpen("data.bin", out _, rights: Rights.FdWrite).ShouldBe(Errno.ReadOnly);
        guest.TryOpen("data.bin", out _, OpenFlags.Truncate).ShouldBe(Errno.ReadOnly);
        guest.TryOpen("new", out _, OpenFlags.Create).ShouldBe(Errno.ReadOnly);
        guest.OnPath("path_unlink_file", "data.bin").ShouldBe(Errno.ReadOnly);
        guest.OnPath("path_create_directory", "new").ShouldBe(Errno.ReadOnly);
        guest.OnPath("path_remove_directory", "data.bin").ShouldBe(Errno.ReadOnly);
        guest.Call("path_rename", 3, guest.Put("data.bin"), 8, 3, guest.Put("x"), 1).ShouldBe(Errno.ReadOnly);
        guest.Call("path_symlink", guest.Put("x"), 1, 3, guest.Put("y"), 1).ShouldBe(Errno.ReadOnly);
        guest.Call("path_link", 3, 0, guest.Put("data.bin"), 8, 3, guest.Put("y"), 1).ShouldBe(Errno.ReadOnly);
        guest.Call("path_readlink", 3, guest.Put("data.bin"), 8, guest.Take(8), 8, guest.Take(4)).ShouldBe(Errno.Invalid);
        File.ReadAllText(_folder.Inside("private/real-name")).ShouldBe("content");
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("a\0b")]
    public void A_name_that_is_no_name_is_refused(string name)
    {
        Assert.SkipUnless(WasiContext.IsSupported, "");
        Should.Throw<ArgumentException>(() => new WasiContext(new WasiOptions { Files = [new(name, _folder.Inside("private/real-name"))] }));
    }

    [Fact]
    public void A_file_that_is_not_there_is_named()
    {
        Assert.SkipUnless(WasiContext.IsSupported, "");
        string missing = _folder.Inside("missing");
        Should.Throw<IOException>(() => new WasiContext(new WasiOptions { Files = [new("a", missing)] })).Message.ShouldContain(missing);
        Should.Throw<IOException>(() => new WasiContext(new WasiOptions { Files = [new("a", _folder.Root)] })).Message.ShouldContain("regular file");
    }

    Guest Make() => new(new WasiOptions { Files = [new("data.bin", _folder.Inside("private/real-name")), new("other", _folder.Inside("private/real-name"))] });
}
