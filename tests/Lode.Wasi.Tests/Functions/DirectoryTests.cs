using System.Text;

namespace Lode.Wasi.Tests;

public sealed class DirectoryTests : IDisposable
{
    readonly HostFolder _folder = new();
    readonly Guest _guest;

    public DirectoryTests() => _guest = new Guest(_folder);

    public void Dispose()
    {
        _guest?.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(64)] // hardly more than one entry at a time
    [InlineData(300)]
    [InlineData(60_000)]
    public void All_entries_are_listed_whatever_the_buffer(int bufferBytes)
    {
        string[] names = [.. Enumerable.Range(0, 200).Select(i => $"file-{i}"), "directory", "link"];
        foreach (string name in names[..200])
            _folder.Write(name, "");
        Directory.CreateDirectory(_folder.Inside("directory"));
        _folder.Link("link", "file-1");
        List<(string Name, FileKind Kind, ulong Inode)> entries = List(Guest.Root, bufferBytes);
        entries.Select(entry => entry.Name).Order(StringComparer.Ordinal).ShouldBe(((string[])[".", "..", .. names]).Order(StringComparer.Ordinal));
        Dictionary<string, FileKind> kinds = entries.ToDictionary(entry => entry.Name, entry => entry.Kind);
        (kinds["file-1"], kinds["directory"], kinds["link"]).ShouldBe((FileKind.RegularFile, FileKind.Directory, FileKind.SymbolicLink));
        _guest.TryStat("file-7", out _, out _, out ulong inode).ShouldBe(Errno.Success);
        entries.Single(entry => entry.Name == "file-7").Inode.ShouldBe(inode);
    }

    [Fact]
    public void Cookies_outlive_files_that_come_and_go()
    {
        for (int i = 0; i < 100; i++)
            _folder.Write($"file-{i}", "");
        HashSet<string> seen = [];
        ulong cookie = 0;
        uint buffer = _guest.Take(4000);
        uint answer = _guest.Take(4);
        while (true)
        {
            _guest.Call("fd_readdir", Guest.Root, buffer, 200, cookie, answer).ShouldBe(Errno.Success);
            List<(string Name, FileKind, ulong Next)> entries = Parse(_guest.Bytes(buffer, (int)_guest.Get<uint>(answer)));
            foreach ((string name, _, ulong next) in entries)
            {
                seen.Add(name).ShouldBeTrue(name);
                cookie = next;
                if (name.StartsWith("file", StringComparison.Ordinal))
                    File.Delete(_folder.Inside(name)); // what was listed goes while the rest is listed
            }
            if (_guest.Get<uint>(answer) < 200)
                break;
        }
        seen.Count.ShouldBe(102);
    }

    [Fact]
    public void A_listing_begins_again_at_any_cookie()
    {
        for (int i = 0; i < 20; i++)
            _folder.Write($"file-{i}", "");
        uint buffer = _guest.Take(4000);
        uint answer = _guest.Take(4);
        _guest.Call("fd_readdir", Guest.Root, buffer, 4000, 0, answer).ShouldBe(Errno.Success);
        List<(string Name, FileKind, ulong Next)> all = Parse(_guest.Bytes(buffer, (int)_guest.Get<uint>(answer)));
        foreach (int i in (int[])[10, 3, 21, 0])
        {
            _guest.Call("fd_readdir", Guest.Root, buffer, 4000, all[i].Next, answer).ShouldBe(Errno.Success);
            Parse(_guest.Bytes(buffer, (int)_guest.Get<uint>(answer))).Select(entry => entry.Name).ShouldBe(all.Skip(i + 1).Select(entry => entry.Name));
        }
        _guest.Call("fd_readdir", Guest.Root, buffer, 4000, ulong.MaxValue, answer).ShouldBe(Errno.Invalid);
        _guest.Call("fd_readdir", Guest.Root, buffer, 0, 0, answer).ShouldBe(Errno.Success);
        _guest.Get<uint>(answer).ShouldBe(0u);
    }

    [Fact]
    public void Directories_are_made_and_removed()
    {
        _guest.OnPath("path_create_directory", "a").ShouldBe(Errno.Success);
        _guest.OnPath("path_create_directory", "a/b/").ShouldBe(Errno.Success);
        Directory.Exists(_folder.Inside("a/b")).ShouldBeTrue();
        _guest.OnPath("path_create_directory", "a").ShouldBe(Errno.Exists);
        _guest.OnPath("path_create_directory", "x/y").ShouldBe(Errno.NoEntry);
        _guest.OnPath("path_remove_directory", "a").ShouldBe(Errno.NotEmpty);
        _guest.OnPath("path_remove_directory", "a/b/").ShouldBe(Errno.Success);
        _folder.Write("file", "");
        _guest.OnPath("path_remove_directory", "file").ShouldBe(Errno.NotDirectory);
        _guest.OnPath("path_unlink_file", "a").ShouldBe(Errno.IsDirectory);
        _guest.OnPath("path_unlink_file", "file/").ShouldBe(Errno.NotDirectory);
        _guest.OnPath("path_unlink_file", "file").ShouldBe(Errno.Success);
        _guest.OnPath("path_unlink_file", "file").ShouldBe(Errno.NoEntry);
        _guest.OnPath("path_remove_directory", ".").ShouldBe(Errno.Invalid);
    }

    [Fact]
    public void Files_are_renamed_and_linked()
    {
        _folder.Write("a/file", "text");
        _guest.OnPath("path_create_directory", "b").ShouldBe(Errno.Success);
        uint b = _guest.Open("b", OpenFlags.Directory);
        _guest.Call("path_rename", Guest.Root, _guest.Put("a/file"), 6, b, _guest.Put("new"), 3).ShouldBe(Errno.Success);
        File.ReadAllText(_folder.Inside("b/new")).ShouldBe("text");
        _guest.Call("path_link", b, 0, _guest.Put("new"), 3, Guest.Root, _guest.Put("second"), 6).ShouldBe(Errno.Success);
        _guest.TryStat("second", out _, out _, out ulong inode).ShouldBe(Errno.Success);
        _guest.TryStat("b/new", out _, out _, out ulong other).ShouldBe(Errno.Success);
        inode.ShouldBe(other);
        _guest.Call("path_link", b, 0, _guest.Put("new"), 3, Guest.Root, _guest.Put("second"), 6).ShouldBe(Errno.Exists);
        _guest.Call("path_link", b, 0, _guest.Put("new"), 3, Guest.Root, _guest.Put("third/"), 6).ShouldBe(Errno.NoEntry);
        _guest.Call("path_rename", Guest.Root, _guest.Put("second"), 6, Guest.Root, _guest.Put("third/"), 6).ShouldBe(Errno.NotDirectory);
    }

    [Fact]
    public void Links_are_made_read_and_followed_within_the_directory()
    {
        _folder.Write("dir/file", "text");
        _guest.Call("path_symlink", _guest.Put("dir/file"), 8, Guest.Root, _guest.Put("link"), 4).ShouldBe(Errno.Success);
        uint buffer = _guest.Take(16);
        uint answer = _guest.Take(4);
        _guest.Call("path_readlink", Guest.Root, _guest.Put("link"), 4, buffer, 16, answer).ShouldBe(Errno.Success);
        _guest.Text(buffer, (int)_guest.Get<uint>(answer)).ShouldBe("dir/file");
        _guest.Call("path_readlink", Guest.Root, _guest.Put("link"), 4, buffer, 3, answer).ShouldBe(Errno.Success);
        _guest.Get<uint>(answer).ShouldBe(3u);
        _guest.Call("path_readlink", Guest.Root, _guest.Put("dir"), 3, buffer, 16, answer).ShouldBe(Errno.Invalid);
        _guest.Read(_guest.Open("link")).ShouldBe("text");
        _guest.TryOpen("link", out _, follow: false).ShouldBe(Errno.TooManyLinks);
        _guest.TryStat("link", out FileKind kind, out ulong size, out _, follow: false).ShouldBe(Errno.Success);
        (kind, size).ShouldBe((FileKind.SymbolicLink, 8ul));
        _guest.TryStat("link", out kind, out size, out _).ShouldBe(Errno.Success);
        (kind, size).ShouldBe((FileKind.RegularFile, 4ul));
        _guest.Call("path_symlink", _guest.Put("x"), 1, Guest.Root, _guest.Put("link"), 4).ShouldBe(Errno.Exists);
        _guest.Call("path_symlink", _guest.Put("/etc"), 4, Guest.Root, _guest.Put("new"), 3).ShouldBe(Errno.NotCapable);
    }

    [Fact]
    public void A_dangling_link_is_where_a_file_can_be_made()
    {
        _folder.Link("link", "made");
        _guest.TryOpen("link", out _).ShouldBe(Errno.NoEntry);
        _guest.TryOpen("link", out _, OpenFlags.Create | OpenFlags.Exclusive).ShouldBe(Errno.Exists);
        _guest.Write(_guest.Open("link", OpenFlags.Create), "x");
        File.ReadAllText(_folder.Inside("made")).ShouldBe("x");
    }

    [Fact]
    public void Given_directories_have_their_names()
    {
        using Guest guest = new(new WasiOptions { Directories = [new(_folder.Root, "/"), new(_folder.Root, "/data", IsReadOnly: true)] });
        uint answer = guest.Take(8);
        guest.Call("fd_prestat_get", 4, answer).ShouldBe(Errno.Success);
        (guest.Get<uint>(answer), guest.Get<uint>(answer + 4)).ShouldBe((0u, 5u));
        guest.Call("fd_prestat_dir_name", 4, answer, 5).ShouldBe(Errno.Success);
        guest.Text(answer, 5).ShouldBe("/data");
        guest.Call("fd_prestat_dir_name", 4, answer, 4).ShouldBe(Errno.NameTooLong);
        guest.Call("fd_prestat_get", 5, answer).ShouldBe(Errno.BadDescriptor);
        guest.Call("fd_prestat_get", 0, answer).ShouldBe(Errno.BadDescriptor);
    }

    [Fact]
    public void A_directory_that_is_not_there_is_named()
    {
        Assert.SkipUnless(WasiContext.IsSupported, "");
        string missing = _folder.Inside("missing");
        Should.Throw<IOException>(() => new WasiContext(new WasiOptions { Directories = [new(missing, "/")] })).Message.ShouldContain(missing);
    }

    List<(string Name, FileKind Kind, ulong Inode)> List(uint directory, int bufferBytes)
    {
        List<(string, FileKind, ulong)> all = [];
        uint buffer = _guest.Take(bufferBytes);
        uint answer = _guest.Take(4);
        for (ulong cookie = 0; ;)
        {
            _guest.Call("fd_readdir", directory, buffer, (ulong)bufferBytes, cookie, answer).ShouldBe(Errno.Success);
            int used = (int)_guest.Get<uint>(answer);
            byte[] bytes = _guest.Bytes(buffer, used);
            foreach ((string name, FileKind kind, ulong next) in Parse(bytes))
            {
                all.Add((name, kind, BitConverter.ToUInt64(bytes, IndexOf(bytes, name) - 16)));
                cookie = next;
            }
            if (used < bufferBytes)
                return all;
        }
    }

    static int IndexOf(byte[] bytes, string name)
    {
        int position = 0;
        foreach ((string entry, _, _) in Parse(bytes))
        {
            if (entry == name)
                break;
            position += 24 + Encoding.UTF8.GetByteCount(entry);
        }
        return position + 24;
    }

    /// <summary>The entries that are whole.</summary>
    static List<(string Name, FileKind Kind, ulong Next)> Parse(byte[] bytes)
    {
        List<(string, FileKind, ulong)> entries = [];
        for (int at = 0; at + 24 <= bytes.Length;)
        {
            int length = BitConverter.ToInt32(bytes, at + 16);
            if (at + 24 + length > bytes.Length)
                break;
            entries.Add((Encoding.UTF8.GetString(bytes, at + 24, length), (FileKind)bytes[at + 20], BitConverter.ToUInt64(bytes, at)));
            at += 24 + length;
        }
        return entries;
    }
}
