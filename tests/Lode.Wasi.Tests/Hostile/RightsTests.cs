namespace Lode.Wasi.Tests;

public sealed class RightsTests : IDisposable
{
    readonly HostFolder _folder = new();

    public RightsTests()
    {
        _folder.Write("file", "text");
        _folder.Write("dir/file", "text");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_descriptor_does_only_what_it_was_opened_for()
    {
        using Guest guest = new(_folder);
        uint file = guest.Open("file", rights: Rights.FdRead);
        uint answer = guest.Take(64);
        guest.TryWrite(file, "x", out _).ShouldBe(Errno.NotCapable);
        guest.Call("fd_seek", file, 1, 0, answer).ShouldBe(Errno.NotCapable);
        guest.Call("fd_tell", file, answer).ShouldBe(Errno.NotCapable);
        guest.Call("fd_pread", file, guest.PutRanges((answer, 1)), 1, 0, answer).ShouldBe(Errno.NotCapable);
        guest.Call("fd_filestat_get", file, answer).ShouldBe(Errno.NotCapable);
        guest.Call("fd_filestat_set_size", file, 0).ShouldBe(Errno.NotCapable);
        guest.Call("fd_filestat_set_times", file, 0, 0, 0).ShouldBe(Errno.NotCapable);
        guest.Call("fd_sync", file).ShouldBe(Errno.NotCapable);
        guest.Call("fd_datasync", file).ShouldBe(Errno.NotCapable);
        guest.Call("fd_allocate", file, 0, 1).ShouldBe(Errno.NotCapable);
        guest.Call("fd_advise", file, 0, 1, 0).ShouldBe(Errno.NotCapable);
        guest.Call("fd_fdstat_set_flags", file, 0).ShouldBe(Errno.NotCapable);
        guest.Read(file).ShouldBe("text");
        uint writer = guest.Open("file", rights: Rights.FdWrite);
        guest.TryRead(writer, 1, out _).ShouldBe(Errno.NotCapable);
        guest.Write(writer, "TEXT");
    }

    [Fact]
    public void A_file_hands_nothing_on()
    {
        using Guest guest = new(_folder);
        guest.RightsOfDescriptor(guest.Open("file")).Inheriting.ShouldBe(Rights.None);
        guest.RightsOfDescriptor(guest.Open("dir", OpenFlags.Directory)).ShouldBe((RightsOf.Directory, RightsOf.DirectoryInheriting));
    }

    [Fact]
    public void Rights_are_given_up_and_never_gained()
    {
        using Guest guest = new(_folder);
        uint file = guest.Open("file");
        guest.Call("fd_fdstat_set_rights", file, (ulong)Rights.FdRead, 0).ShouldBe(Errno.Success);
        guest.TryWrite(file, "x", out _).ShouldBe(Errno.NotCapable);
        guest.Call("fd_fdstat_set_rights", file, (ulong)(Rights.FdRead | Rights.FdWrite), 0).ShouldBe(Errno.NotCapable);
        guest.Call("fd_fdstat_set_rights", file, (ulong)Rights.FdRead, 1).ShouldBe(Errno.NotCapable);
        guest.Read(file).ShouldBe("text");

        uint directory = guest.Open("dir", OpenFlags.Directory);
        guest.Call("fd_fdstat_set_rights", directory, (ulong)Rights.PathOpen, (ulong)Rights.FdRead).ShouldBe(Errno.Success);
        guest.TryOpen("file", out _, rights: Rights.FdWrite, inheriting: Rights.None, directory: directory).ShouldBe(Errno.NotCapable);
        guest.TryOpen("file", out _, rights: Rights.FdRead, inheriting: Rights.FdWrite, directory: directory).ShouldBe(Errno.NotCapable);
        guest.TryOpen("file", out _, rights: Rights.FdRead, inheriting: Rights.FdRead, directory: directory).ShouldBe(Errno.Success);
        guest.TryOpen("new", out _, OpenFlags.Create, rights: Rights.FdRead, directory: directory).ShouldBe(Errno.NotCapable);
        guest.TryOpen("file", out _, OpenFlags.Truncate, rights: Rights.FdRead, directory: directory).ShouldBe(Errno.NotCapable);
        guest.OnPath("path_create_directory", "x", directory).ShouldBe(Errno.NotCapable);
        guest.TryStat("file", out _, out _, out _, directory: directory).ShouldBe(Errno.NotCapable);
        guest.Call("fd_readdir", directory, guest.Take(100), 100, 0, guest.Take(4)).ShouldBe(Errno.NotCapable);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_read_only_directory_stays_as_it_is(bool walks)
    {
        using Guest guest = new(_folder, walks, isReadOnly: true);
        guest.Read(guest.Open("dir/file")).ShouldBe("text");
        uint directory = guest.Open("dir", OpenFlags.Directory);
        foreach ((uint root, string file) in ((uint, string)[])[(Guest.Root, "dir/file"), (directory, "file")])
        {
            (uint path, uint length) = (guest.Put(file), (uint)file.Length);
            guest.TryOpen(file, out _, rights: Rights.FdRead | Rights.FdWrite, directory: root).ShouldBe(Errno.ReadOnly);
            guest.TryOpen(file, out _, rights: Rights.FdAllocate, directory: root).ShouldBe(Errno.ReadOnly);
            guest.TryOpen(file, out _, OpenFlags.Truncate, directory: root).ShouldBe(Errno.ReadOnly);
            guest.TryOpen("new", out _, OpenFlags.Create, directory: root).ShouldBe(Errno.ReadOnly);
            guest.OnPath("path_create_directory", "new", root).ShouldBe(Errno.ReadOnly);
            guest.OnPath("path_unlink_file", file, root).ShouldBe(Errno.ReadOnly);
            guest.OnPath("path_remove_directory", "dir", root).ShouldBe(Errno.ReadOnly);
            guest.Call("path_rename", root, path, length, root, guest.Put("new"), 3).ShouldBe(Errno.ReadOnly);
            guest.Call("path_link", root, 0, path, length, root, guest.Put("new"), 3).ShouldBe(Errno.ReadOnly);
            guest.Call("path_symlink", guest.Put("x"), 1, root, guest.Put("new"), 3).ShouldBe(Errno.ReadOnly);
            guest.Call("path_filestat_set_times", root, 0, path, length, 0, 0, 1).ShouldBe(Errno.ReadOnly);
        }
        guest.Call("fd_filestat_set_times", Guest.Root, 0, 0, 2).ShouldBeOneOf(Errno.ReadOnly, Errno.NotCapable);
        Directory.GetFileSystemEntries(_folder.Root, "*", SearchOption.AllDirectories).Length.ShouldBe(3);
        File.ReadAllText(_folder.Inside("dir/file")).ShouldBe("text");
    }

    [Fact]
    public void Whoever_asks_for_all_rights_to_read_is_given_those_that_there_are()
    {
        using Guest guest = new(_folder, isReadOnly: true);
        Rights asked = RightsOf.DirectoryInheriting & ~RightsOf.NeedsWriting; // as the library of Rust does
        guest.TryOpen("file", out uint file, rights: asked, inheriting: asked).ShouldBe(Errno.Success);
        guest.Read(file).ShouldBe("text");
        (guest.RightsOfDescriptor(file).Own & RightsOf.Writing).ShouldBe(Rights.None);
        guest.Call("fd_filestat_set_times", file, 0, 0, 2).ShouldBe(Errno.NotCapable);
        guest.TryOpen("dir", out uint directory, OpenFlags.Directory, rights: asked, inheriting: asked).ShouldBe(Errno.Success);
        guest.OnPath("path_create_directory", "new", directory).ShouldBe(Errno.ReadOnly);
    }

    [Fact]
    public void A_file_is_no_directory_and_a_directory_no_file()
    {
        using Guest guest = new(_folder);
        uint file = guest.Open("file");
        guest.TryOpen("x", out _, directory: file, rights: Rights.FdRead, inheriting: Rights.None).ShouldBe(Errno.NotDirectory);
        guest.OnPath("path_create_directory", "x", file).ShouldBe(Errno.NotDirectory);
        guest.TryRead(Guest.Root, 1, out _).ShouldBe(Errno.NotCapable);
        guest.TryWrite(Guest.Root, "x", out _).ShouldBe(Errno.NotCapable);
        guest.TryOpen("dir", out _, rights: Rights.FdWrite).ShouldBe(Errno.IsDirectory);
    }

    [Fact]
    public void There_are_only_so_many_descriptors()
    {
        using Guest guest = new(new WasiOptions { Directories = [new(_folder.Root, "/")], DescriptorLimit = 10 });
        for (uint i = 4; i < 10; i++)
            guest.Open("file").ShouldBe(i);
        guest.TryOpen("file", out _).ShouldBe(Errno.TooManyDescriptors);
        guest.Call("fd_close", 6).ShouldBe(Errno.Success);
        guest.Open("file").ShouldBe(6u);
        foreach (ulong bad in (ulong[])[10, 100, uint.MaxValue, 1UL << 31])
        {
            guest.Call("fd_close", bad).ShouldBe(Errno.BadDescriptor);
            guest.Call("fd_renumber", 3, bad).ShouldBe(Errno.BadDescriptor);
        }
    }
}
