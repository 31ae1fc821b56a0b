namespace Lode.Wasi.Tests;

/// <summary>No path leads out of a directory, by either way of walking.</summary>
public sealed class EscapeTests : IDisposable
{
    readonly HostFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [CombinatorialWays(
        "../secret", "..", "../", "../..", "dir/../../secret", "./../secret", "dir/./.././../secret", "../root/../secret", "../root/file",
        "/etc/passwd", "/", "//", "/secret", "dir//..//..//secret",
        "up/secret", "up", "up/", "up/../secret", "dir/up-two/secret", "absolute", "absolute/", "absolute/passwd", "to-file-outside",
        "chain-1", "chain-1/secret", "dir/../up/secret", "up/root/file", "to-root-from-outside")]
    public void A_path_that_leads_out_is_refused(string path, bool walks)
    {
        Fill();
        using Guest guest = new(_folder, walks);
        guest.TryOpen(path, out _).ShouldBe(Errno.NotCapable);
        guest.TryOpen(path, out _, OpenFlags.Create).ShouldBeOneOf(Errno.NotCapable, Errno.IsDirectory);
        guest.TryStat(path, out _, out _, out _).ShouldBe(Errno.NotCapable);
        guest.Call("path_filestat_set_times", Guest.Root, 1, guest.Put(path), (ulong)path.Length, 0, 0, (ulong)TimeFlags.AccessNow).ShouldBe(Errno.NotCapable);
    }

    [Theory]
    [CombinatorialWays("../new", "/tmp/new", "up/new", "dir/../../new", "absolute/new", "chain-1/new")]
    public void Nothing_is_made_moved_or_removed_outside(string path, bool walks)
    {
        Fill();
        using Guest guest = new(_folder, walks);
        string[] before = Listing();
        guest.OnPath("path_create_directory", path).ShouldBe(Errno.NotCapable);
        guest.OnPath("path_remove_directory", path).ShouldBe(Errno.NotCapable);
        guest.OnPath("path_unlink_file", path.Replace("new", "secret", StringComparison.Ordinal)).ShouldBe(Errno.NotCapable);
        (uint address, uint length) = (guest.Put(path), (uint)path.Length);
        (uint file, uint fileLength) = (guest.Put("file"), 4);
        guest.Call("path_rename", Guest.Root, file, fileLength, Guest.Root, address, length).ShouldBe(Errno.NotCapable);
        guest.Call("path_rename", Guest.Root, address, length, Guest.Root, file, fileLength).ShouldBe(Errno.NotCapable);
        guest.Call("path_link", Guest.Root, 0, file, fileLength, Guest.Root, address, length).ShouldBe(Errno.NotCapable);
        guest.Call("path_link", Guest.Root, 1, address, length, Guest.Root, file, fileLength).ShouldBe(Errno.NotCapable);
        guest.Call("path_symlink", file, fileLength, Guest.Root, address, length).ShouldBe(Errno.NotCapable);
        guest.Call("path_readlink", Guest.Root, address, length, guest.Take(8), 8, guest.Take(4)).ShouldBe(Errno.NotCapable);
        Listing().ShouldBe(before);
    }

    [Theory]
    [CombinatorialWays("up", "absolute", "to-file-outside", "chain-1")]
    public void Of_a_link_that_leads_out_only_the_link_itself_is_touched(string link, bool walks)
    {
        Fill();
        using Guest guest = new(_folder, walks);
        guest.TryStat(link, out FileKind kind, out _, out _, follow: false).ShouldBe(Errno.Success);
        kind.ShouldBe(FileKind.SymbolicLink);
        guest.Call("path_rename", Guest.Root, guest.Put(link), (ulong)link.Length, Guest.Root, guest.Put("renamed"), 7).ShouldBe(Errno.Success);
        guest.OnPath("path_remove_directory", "renamed/").ShouldBe(Errno.NotDirectory);
        guest.OnPath("path_unlink_file", "renamed").ShouldBe(Errno.Success);
        File.ReadAllText(_folder.Outside("secret")).ShouldBe(HostFolder.Secret);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_directory_that_was_opened_is_a_root_of_its_own(bool walks)
    {
        Fill();
        using Guest guest = new(_folder, walks);
        uint directory = guest.Open("dir", OpenFlags.Directory);
        guest.TryOpen("../file", out _, directory: directory).ShouldBe(Errno.NotCapable);
        guest.TryOpen("inner/../../file", out _, directory: directory).ShouldBe(Errno.NotCapable);
        guest.Read(guest.Open("inner/../inner/file", directory: directory)).ShouldBe("inner");
        uint parent = guest.Open("inner/..", OpenFlags.Directory, directory: directory);
        guest.TryOpen("../file", out _, directory: parent).ShouldBe(Errno.NotCapable);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_given_directory_within_another_is_no_way_to_it(bool walks)
    {
        Fill();
        using Guest guest = new(new WasiOptions
        {
            Directories = [new(_folder.Root, "/", IsReadOnly: true), new(_folder.Inside("dir"), "/dir")],
        }, walks);
        guest.TryOpen("../file", out _, directory: 4).ShouldBe(Errno.NotCapable);
        guest.TryOpen("up-two/secret", out _, directory: 4).ShouldBe(Errno.NotCapable);
        guest.TryOpen("dir/new", out _, OpenFlags.Create, directory: 3).ShouldBe(Errno.ReadOnly);
        guest.TryOpen("new", out _, OpenFlags.Create, directory: 4).ShouldBe(Errno.Success);
        guest.Call("path_rename", 4, guest.Put("new"), 3, 3, guest.Put("new"), 3).ShouldBe(Errno.ReadOnly);
        guest.Call("path_rename", 3, guest.Put("file"), 4, 4, guest.Put("new"), 3).ShouldBe(Errno.ReadOnly);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Links_in_a_ring_end(bool walks)
    {
        _folder.Link("ring-1", "ring-2");
        _folder.Link("ring-2", "ring-1");
        _folder.Link("self", "self/below");
        using Guest guest = new(_folder, walks);
        foreach (string path in (string[])["ring-1", "ring-1/", "ring-1/below", "self", "self/x"])
            guest.TryOpen(path, out _).ShouldBe(Errno.TooManyLinks, path);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void As_many_links_are_followed_as_Linux_follows_and_no_more(bool walks)
    {
        _folder.Write("link-0", "end");
        for (int i = 1; i <= 41; i++)
            _folder.Link($"link-{i}", $"link-{i - 1}");
        using Guest guest = new(_folder, walks);
        guest.Read(guest.Open("link-40")).ShouldBe("end");
        guest.TryOpen("link-41", out _).ShouldBe(Errno.TooManyLinks);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Long_and_deep_paths_are_refused_or_followed_but_harmless(bool walks)
    {
        _folder.Write("a/file", "here");
        using Guest guest = new(_folder, walks);
        guest.TryOpen(new string('x', 300), out _).ShouldBe(Errno.NameTooLong);
        guest.TryOpen(string.Concat(Enumerable.Repeat("a/../", 900)) + "x", out _).ShouldBe(Errno.NameTooLong);
        guest.Reset();
        guest.Read(guest.Open(string.Concat(Enumerable.Repeat("a/../", 800)) + "a/file")).ShouldBe("here");
        guest.TryOpen(string.Concat(Enumerable.Repeat("a/../", 800)) + "../secret", out _).ShouldBe(Errno.NotCapable);
        guest.Reset();
        guest.TryOpen("file\0../secret", out _).ShouldBe(Errno.Invalid);
    }

    [Theory]
    [InlineData("self/mem")]
    [InlineData("self/environ")]
    [InlineData("self/root/etc/passwd")]
    [InlineData("self/cwd")]
    [InlineData("self/fd/0")]
    [InlineData("thread-self/mem")]
    public void The_doors_into_processes_stay_closed(string path)
    {
        Assert.SkipUnless(Directory.Exists("/proc/self"), "needs /proc");
        foreach (bool walks in (bool[])[false, true])
        {
            using Guest guest = new(new WasiOptions { Directories = [new("/proc", "/")] }, walks);
            guest.TryOpen(path, out _, rights: Rights.FdRead).ShouldNotBe(Errno.Success, path);
            guest.TryOpen(path, out _, rights: Rights.FdRead | Rights.FdWrite).ShouldNotBe(Errno.Success, path);
        }
    }

    void Fill()
    {
        _folder.Write("file", "inside");
        _folder.Write("dir/inner/file", "inner");
        _folder.Link("up", "..");
        _folder.Link("dir/up-two", "../..");
        _folder.Link("absolute", "/etc");
        _folder.Link("to-file-outside", "../secret");
        _folder.Link("chain-1", "dir/chain-2");
        _folder.Link("dir/chain-2", "../chain-3");
        _folder.Link("chain-3", "../dir");
        _folder.Link("to-root-from-outside", "../root/file");
    }

    string[] Listing() => [.. Directory.EnumerateFileSystemEntries(Path.GetDirectoryName(_folder.Root)!, "*",
        new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint }).Order(StringComparer.Ordinal)];
}
