namespace Lode.Wasi.Tests;

public sealed class FileTests : IDisposable
{
    readonly HostFolder _folder = new();
    readonly Guest _guest;

    public FileTests() => _guest = new Guest(_folder);

    public void Dispose()
    {
        _guest?.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void What_is_written_lies_on_the_host_and_is_read_again()
    {
        uint file = _guest.Open("new", OpenFlags.Create);
        _guest.Write(file, "Hello, ");
        _guest.Write(file, "host.");
        File.ReadAllText(_folder.Inside("new")).ShouldBe("Hello, host.");
        Seek(file, 0, Whence.Set).ShouldBe(0ul);
        _guest.Read(file, 5).ShouldBe("Hello");
        _guest.Read(file).ShouldBe(", host.");
        _guest.Read(file).ShouldBe("");
        _guest.Call("fd_close", file).ShouldBe(Errno.Success);
        _guest.TryRead(file, 5, out _).ShouldBe(Errno.BadDescriptor);
    }

    [Fact]
    public void Gathered_and_scattered_transfers_take_the_buffers_in_order()
    {
        uint file = _guest.Open("new", OpenFlags.Create);
        uint text = _guest.Put("abcdefghij");
        uint answer = _guest.Take(4);
        _guest.Call("fd_write", file, _guest.PutRanges((text + 5, 5), (0, 0), (text, 5)), 3, answer).ShouldBe(Errno.Success);
        _guest.Get<uint>(answer).ShouldBe(10u);
        File.ReadAllText(_folder.Inside("new")).ShouldBe("fghijabcde");
        uint buffer = _guest.Take(32);
        _guest.Call("fd_pread", file, _guest.PutRanges((buffer, 3), (buffer + 16, 16)), 2, 1, answer).ShouldBe(Errno.Success);
        _guest.Get<uint>(answer).ShouldBe(9u);
        _guest.Text(buffer, 3).ShouldBe("ghi");
        _guest.Text(buffer + 16, 6).ShouldBe("jabcde");
    }

    [Fact]
    public void A_list_of_buffers_may_be_read_over()
    {
        _folder.Write("file", new string('x', 64));
        uint file = _guest.Open("file");
        uint list = _guest.PutRanges((0, 16), (_guest.Take(16), 16));
        _guest.Set(list, list); // the first buffer is the list itself
        uint answer = _guest.Take(4);
        _guest.Call("fd_read", file, list, 2, answer).ShouldBe(Errno.Success);
        _guest.Get<uint>(answer).ShouldBe(32u);
    }

    [Fact]
    public void Positions_move_as_on_the_host()
    {
        _folder.Write("file", "0123456789");
        uint file = _guest.Open("file");
        Seek(file, 4, Whence.Set).ShouldBe(4ul);
        Seek(file, 2, Whence.Current).ShouldBe(6ul);
        Seek(file, -1, Whence.End).ShouldBe(9ul);
        _guest.Read(file).ShouldBe("9");
        uint answer = _guest.Take(8);
        _guest.Call("fd_tell", file, answer).ShouldBe(Errno.Success);
        _guest.Get<ulong>(answer).ShouldBe(10ul);
        _guest.Call("fd_seek", file, unchecked((ulong)-1), 0, answer).ShouldBe(Errno.Invalid);
        _guest.Call("fd_seek", file, 0, 3, answer).ShouldBe(Errno.Invalid);
        Seek(file, 1L << 40, Whence.Set).ShouldBe(1ul << 40);
        _guest.Read(file).ShouldBe("");
    }

    [Fact]
    public void Offsets_beyond_32_bits_and_beyond_all_are_handled()
    {
        uint file = _guest.Open("sparse", OpenFlags.Create);
        uint answer = _guest.Take(8);
        uint ranges = _guest.PutRanges((_guest.Put("far"), 3));
        _guest.Call("fd_pwrite", file, ranges, 1, 5UL << 32, answer).ShouldBe(Errno.Success);
        new FileInfo(_folder.Inside("sparse")).Length.ShouldBe((5L << 32) + 3);
        _guest.Call("fd_pread", file, ranges, 1, 5UL << 32, answer).ShouldBe(Errno.Success);
        foreach (ulong offset in (ulong[])[ulong.MaxValue, 1UL << 63])
        {
            _guest.Call("fd_pwrite", file, ranges, 1, offset, answer).ShouldBe(Errno.Invalid);
            _guest.Call("fd_pread", file, ranges, 1, offset, answer).ShouldBe(Errno.Invalid);
            _guest.Call("fd_filestat_set_size", file, offset).ShouldBe(Errno.FileTooLarge);
            _guest.Call("fd_allocate", file, offset, 1).ShouldBe(Errno.FileTooLarge);
            _guest.Call("fd_advise", file, offset, 1, 0).ShouldBe(Errno.Invalid);
        }
        _guest.Call("fd_pwrite", file, ranges, 1, long.MaxValue, answer).ShouldNotBe(Errno.Success);
    }

    [Fact]
    public void Appending_always_writes_at_the_end_and_can_be_switched()
    {
        _folder.Write("log", "one ");
        uint file = _guest.Open("log", descriptorFlags: DescriptorFlags.Append);
        _guest.Write(file, "two ");
        Seek(file, 0, Whence.Set);
        _guest.Write(file, "three");
        File.ReadAllText(_folder.Inside("log")).ShouldBe("one two three");
        _guest.Call("fd_fdstat_set_flags", file, 0).ShouldBe(Errno.Success);
        Seek(file, 0, Whence.Set);
        _guest.Write(file, "ONE");
        File.ReadAllText(_folder.Inside("log")).ShouldBe("ONE two three");
        uint stat = _guest.Take(24);
        _guest.Call("fd_fdstat_get", file, stat).ShouldBe(Errno.Success);
        (_guest.Get<byte>(stat), _guest.Get<ushort>(stat + 2)).ShouldBe(((byte)FileKind.RegularFile, (ushort)0));
        _guest.Call("fd_fdstat_set_flags", file, (ulong)DescriptorFlags.Sync).ShouldBe(Errno.NotSupported);
        _guest.Call("fd_fdstat_set_flags", file, 32).ShouldBe(Errno.Invalid);
    }

    [Fact]
    public void The_state_of_a_file_is_that_of_the_host()
    {
        string path = _folder.Write("file", "12345");
        File.SetLastWriteTimeUtc(path, DateTime.UnixEpoch.AddSeconds(1_000_000_000));
        uint file = _guest.Open("file");
        uint stat = _guest.Take(64);
        _guest.Call("fd_filestat_get", file, stat).ShouldBe(Errno.Success);
        _guest.Get<byte>(stat + 16).ShouldBe((byte)FileKind.RegularFile);
        (_guest.Get<ulong>(stat + 24), _guest.Get<ulong>(stat + 32)).ShouldBe((1ul, 5ul));
        _guest.Get<ulong>(stat + 48).ShouldBe(1_000_000_000_000_000_000ul);
        _guest.TryStat("file", out _, out ulong size, out ulong inode).ShouldBe(Errno.Success);
        (size, inode).ShouldBe((5ul, _guest.Get<ulong>(stat + 8)));
    }

    [Fact]
    public void Times_are_set_as_far_as_the_flags_say()
    {
        string path = _folder.Write("file", "");
        File.SetLastAccessTimeUtc(path, DateTime.UnixEpoch.AddSeconds(7));
        uint file = _guest.Open("file");
        _guest.Call("fd_filestat_set_times", file, 0, 5_000_000_000, (ulong)TimeFlags.Modification).ShouldBe(Errno.Success);
        File.GetLastWriteTimeUtc(path).ShouldBe(DateTime.UnixEpoch.AddSeconds(5));
        File.GetLastAccessTimeUtc(path).ShouldBe(DateTime.UnixEpoch.AddSeconds(7));
        _guest.Call("path_filestat_set_times", Guest.Root, 1, _guest.Put("file"), 4, 9_000_000_000, 0, (ulong)(TimeFlags.Access | TimeFlags.ModificationNow))
            .ShouldBe(Errno.Success);
        File.GetLastAccessTimeUtc(path).ShouldBe(DateTime.UnixEpoch.AddSeconds(9));
        File.GetLastWriteTimeUtc(path).ShouldBeGreaterThan(DateTime.UtcNow.AddMinutes(-1));
        _guest.Call("fd_filestat_set_times", file, 0, 0, (ulong)(TimeFlags.Access | TimeFlags.AccessNow)).ShouldBe(Errno.Invalid);
        _guest.Call("fd_filestat_set_times", file, 0, 0, 16).ShouldBe(Errno.Invalid);
    }

    [Fact]
    public void Sizes_are_set_and_space_is_allocated()
    {
        string path = _folder.Write("file", "12345");
        uint file = _guest.Open("file");
        _guest.Call("fd_filestat_set_size", file, 3).ShouldBe(Errno.Success);
        File.ReadAllText(path).ShouldBe("123");
        _guest.Call("fd_allocate", file, 0, 100).ShouldBeOneOf(Errno.Success, Errno.NotSupported);
        _guest.Call("fd_allocate", file, 0, 0).ShouldBe(Errno.Invalid);
        _guest.Call("fd_advise", file, 0, 0, 3).ShouldBe(Errno.Success);
        _guest.Call("fd_advise", file, 0, 0, 6).ShouldBe(Errno.Invalid);
        _guest.Call("fd_sync", file).ShouldBe(Errno.Success);
        _guest.Call("fd_datasync", file).ShouldBe(Errno.Success);
    }

    [Fact]
    public void A_descriptor_takes_the_place_of_another()
    {
        _folder.Write("a", "of a");
        _folder.Write("b", "of b");
        uint first = _guest.Open("a");
        uint second = _guest.Open("b");
        _guest.Call("fd_renumber", second, first).ShouldBe(Errno.Success);
        _guest.Read(first).ShouldBe("of b");
        _guest.TryRead(second, 10, out _).ShouldBe(Errno.BadDescriptor);
        _guest.Call("fd_renumber", first, second).ShouldBe(Errno.BadDescriptor);
        _guest.Call("fd_renumber", first, first).ShouldBe(Errno.Success);
        _guest.Open("a").ShouldBe(second); // the lowest free number
    }

    [Fact]
    public void Opening_heeds_its_flags()
    {
        _folder.Write("file", "12345");
        _guest.TryOpen("missing", out _).ShouldBe(Errno.NoEntry);
        _guest.TryOpen("file", out _, OpenFlags.Create | OpenFlags.Exclusive).ShouldBe(Errno.Exists);
        _guest.TryOpen("file", out _, OpenFlags.Directory).ShouldBe(Errno.NotDirectory);
        _guest.TryOpen("file/", out _).ShouldBe(Errno.NotDirectory);
        _guest.TryOpen("new/", out _, OpenFlags.Create).ShouldBe(Errno.IsDirectory);
        _guest.TryOpen("file/below", out _).ShouldBe(Errno.NotDirectory);
        _guest.TryOpen("", out _).ShouldBe(Errno.NoEntry);
        _guest.Read(_guest.Open("file", OpenFlags.Truncate)).ShouldBe("");
        _guest.Call("path_open", Guest.Root, 2, _guest.Put("file"), 4, 0, 0, 0, 0, _guest.Take(4)).ShouldBe(Errno.Invalid);
        _guest.Call("path_open", Guest.Root, 0, _guest.Put("file"), 4, 16, 0, 0, 0, _guest.Take(4)).ShouldBe(Errno.Invalid);
        _guest.Call("path_open", Guest.Root, 0, _guest.Put("file"), 4, 0, 0, 0, 32, _guest.Take(4)).ShouldBe(Errno.Invalid);
    }

    ulong Seek(uint file, long offset, Whence whence)
    {
        uint answer = _guest.Take(8);
        _guest.Call("fd_seek", file, (ulong)offset, (ulong)whence, answer).ShouldBe(Errno.Success);
        return _guest.Get<ulong>(answer);
    }
}
