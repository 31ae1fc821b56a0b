using Lode.Wasm;

namespace Lode.Wasi.Tests;

/// <summary>Files that lie in a guest's memory: the host never touches their pages itself, whatever becomes of them.</summary>
public sealed class WindowTests : IDisposable
{
    const uint Page = 4096;
    const uint Place = 65_536;

    readonly HostFolder _folder = new();
    readonly Guest _guest;
    readonly string _path;

    public WindowTests()
    {
        _guest = new Guest(_folder);
        _path = _folder.Write("mapped", new string('m', (int)(4 * Page)));
    }

    public void Dispose()
    {
        _guest?.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void What_lies_in_a_window_is_written_out()
    {
        Map(WindowAccess.ReadOnly);
        uint file = _guest.Open("copy", OpenFlags.Create);
        uint answer = _guest.Take(4);
        uint sent = 0;
        while (sent < 4 * Page)
        {
            _guest.Call("fd_write", file, _guest.PutRanges((Place + sent, 4 * Page - sent)), 1, answer).ShouldBe(Errno.Success);
            sent += _guest.Get<uint>(answer);
        }
        File.ReadAllText(_folder.Inside("copy")).ShouldBe(File.ReadAllText(_path));
        _guest.Call("path_open", Guest.Root, 0, Place, 6, 0, 0, 0, 0, answer).ShouldBe(Errno.NoEntry); // its name is "mmmmmm"
    }

    [Fact]
    public void Nothing_is_written_into_a_window_for_reading()
    {
        Map(WindowAccess.ReadOnly);
        uint file = _guest.Open("mapped");
        _guest.Call("fd_read", file, _guest.PutRanges((Place, 8)), 1, _guest.Take(4)).ShouldBe(Errno.BadAddress);
        _guest.Call("fd_tell", file, Place).ShouldBe(Errno.BadAddress);
        _guest.Call("random_get", Place + 100, 8).ShouldBe(Errno.BadAddress);
        _guest.Call("clock_time_get", 0, 0, Place - 4).ShouldBe(Errno.BadAddress); // half in it
        _guest.Call("fd_readdir", Guest.Root, Place, 100, 0, _guest.Take(4)).ShouldBe(Errno.BadAddress);
        File.ReadAllText(_path).ShouldBe(new string('m', (int)(4 * Page)));
    }

    [Fact]
    public void A_private_window_takes_what_is_read_and_the_file_does_not()
    {
        Map(WindowAccess.Private);
        _folder.Write("other", "OTHER");
        uint file = _guest.Open("other");
        uint answer = _guest.Take(4);
        _guest.Call("fd_read", file, _guest.PutRanges((Place + 10, 5)), 1, answer).ShouldBe(Errno.Success);
        uint copy = _guest.Open("copy", OpenFlags.Create);
        _guest.Call("fd_write", copy, _guest.PutRanges((Place + 9, 7)), 1, answer).ShouldBe(Errno.Success);
        File.ReadAllText(_folder.Inside("copy")).ShouldBe("mOTHERm");
        File.ReadAllText(_path).ShouldNotContain("OTHER");
    }

    [Fact]
    public void A_file_that_was_made_shorter_ends_nothing()
    {
        Map(WindowAccess.ReadOnly);
        using (FileStream stream = new(_path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
            stream.SetLength(Page);
        uint file = _guest.Open("copy", OpenFlags.Create);
        uint answer = _guest.Take(4);
        uint missing = Place + 2 * Page;
        _guest.Call("fd_write", file, _guest.PutRanges((missing, 10)), 1, answer).ShouldBe(Errno.BadAddress);
        _guest.Call("fd_write", file, missing, 1, answer).ShouldBe(Errno.BadAddress);
        _guest.Call("fd_read", file, _guest.PutRanges((missing, 10)), 1, answer).ShouldBe(Errno.Success); // at the end of the file: nothing
        _guest.Call("path_open", Guest.Root, 0, missing, 6, 0, 0, 0, 0, answer).ShouldBe(Errno.BadAddress);
        _guest.Call("poll_oneoff", missing, 4096, 1, answer).ShouldBe(Errno.BadAddress);
        _guest.Call("random_get", missing, 10).ShouldBe(Errno.BadAddress);
        _guest.Call("fd_filestat_get", file, missing).ShouldBe(Errno.BadAddress);
        _guest.Call("args_sizes_get", missing, missing + 4).ShouldBe(Errno.BadAddress);
    }

    void Map(WindowAccess access)
    {
        using Window window = Window.File(_path, access);
        _guest.Map(window, Place);
    }
}
