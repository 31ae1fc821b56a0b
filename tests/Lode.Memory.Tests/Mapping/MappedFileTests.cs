using System.Runtime.InteropServices;

namespace Lode.Memory.Tests;

/// <summary>What holds for every implementation; <c>portable</c> is the one for platforms without their own.</summary>
public sealed unsafe partial class MappedFileTests : IDisposable
{
    readonly MappingFolder _folder = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Views_show_the_bytes_of_the_file(bool portable)
    {
        string path = _folder.Patterned("bytes", 100_000);
        using MappedFile file = MappedFile.Open(path, portable);

        file.Path.ShouldBe(path);
        file.Length.ShouldBe(100_000);
        foreach ((long offset, int length) in new[] { (0L, 100_000), (4095, 2), (70_001, 29_999), (100_000, 0) })
        {
            using MappedView view = file.View(offset, length);
            view.Offset.ShouldBe(offset);
            view.Length.ShouldBe(length);
            ReadOnlySpan<byte> span = view.Span(0, length);
            for (int i = 0; i < length; i++)
            {
                if (span[i] != MappingFolder.Pattern(offset + i))
                    Assert.Fail($"byte {offset + i}");
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Spans_and_pointers_count_from_the_view(bool portable)
    {
        using MappedFile file = MappedFile.Open(_folder.Patterned("bytes", 10_000), portable);
        using MappedView view = file.View(5000, 100);

        view.Span(10, 1)[0].ShouldBe(MappingFolder.Pattern(5010));
        view.Pointer(99, 1)[0].ShouldBe(MappingFolder.Pattern(5099));
        ((nint)view.Pointer(100, 0) - (nint)view.Pointer(0, 100)).ShouldBe(100);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_empty_file_is_a_file(bool portable)
    {
        using MappedFile file = MappedFile.Open(_folder.Sparse("empty", 0), portable);

        file.Length.ShouldBe(0);
        using MappedView view = file.View(0, 0);
        view.Span(0, 0).IsEmpty.ShouldBeTrue();
        file.Populate(0, 0);
        file.Advise(0, 0, AccessAdvice.WillNeed);
        file.ResidentBytes(0, 0).ShouldBe(0);
        Should.Throw<ArgumentOutOfRangeException>(() => file.View(0, 1));
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(0, 101)]
    [InlineData(101, 0)]
    [InlineData(1, -1)]
    [InlineData(50, 51)]
    [InlineData(1, long.MaxValue)]
    [InlineData(long.MaxValue, long.MaxValue)]
    public void Ranges_are_checked(long offset, long length)
    {
        using MappedFile file = MappedFile.Open(_folder.Patterned("bytes", 100));
        using MappedView view = file.View(0, 100);

        Should.Throw<ArgumentOutOfRangeException>(() => file.View(offset, length));
        Should.Throw<ArgumentOutOfRangeException>(() => file.Advise(offset, length, AccessAdvice.Normal));
        Should.Throw<ArgumentOutOfRangeException>(() => file.Populate(offset, length));
        Should.Throw<ArgumentOutOfRangeException>(() => file.ResidentBytes(offset, length));
        Should.Throw<ArgumentOutOfRangeException>(() => _ = (nint)view.Pointer(offset, length));
        if (length <= int.MaxValue)
            Should.Throw<ArgumentOutOfRangeException>(() => _ = view.Span(offset, (int)length).Length);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_closed_file_gives_no_lease(bool portable)
    {
        MappedFile file = MappedFile.Open(_folder.Patterned("bytes", 100), portable);
        file.Dispose();
        file.Dispose();

        Should.Throw<ObjectDisposedException>(() => file.View(0, 1));
        Should.Throw<ObjectDisposedException>(() => file.Advise(0, 1, AccessAdvice.Normal));
        Should.Throw<ObjectDisposedException>(() => file.Populate(0, 1));
        Should.Throw<ObjectDisposedException>(() => file.ResidentBytes(0, 1));
        file.Length.ShouldBe(100);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_view_outlives_its_file_but_not_its_lease(bool portable)
    {
        string path = _folder.Patterned("bytes", 100);
        MappedFile file = MappedFile.Open(path, portable);
        MappedView first = file.View(0, 50), second = file.View(50, 50);
        file.Dispose();
        first.Dispose();
        first.Dispose(); // gives its own lease back once only

        Should.Throw<ObjectDisposedException>(() => _ = first.Span(0, 1).Length);
        Should.Throw<ObjectDisposedException>(() => _ = (nint)first.Pointer(0, 1));
        second.Span(0, 1)[0].ShouldBe(MappingFolder.Pattern(50));
        if (OperatingSystem.IsLinux())
            ProcessMemory.IsMapped(path).ShouldBeTrue();
        second.Dispose();
        if (OperatingSystem.IsLinux())
            ProcessMemory.IsMapped(path).ShouldBeFalse();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Missing_files_and_folders_say_so(bool portable)
    {
        string missing = _folder.File("missing");
        Should.Throw<FileNotFoundException>(() => MappedFile.Open(missing, portable)).Message.ShouldContain(missing);
        Should.Throw<IOException>(() => MappedFile.Open(_folder.Path, portable)).Message.ShouldContain("a folder");
        Should.Throw<ArgumentException>(() => MappedFile.Open("", portable));
    }

    [Fact]
    public void A_path_through_a_file_is_missing() =>
        Should.Throw<FileNotFoundException>(() => MappedFile.Open(Path.Combine(_folder.Patterned("file", 1), "inside")));

    [Fact]
    public void A_pipe_is_refused_without_waiting_for_its_writer()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the portable implementation waits");
        string pipe = _folder.File("pipe");
        MakePipe(pipe, Convert.ToUInt32("600", 8)).ShouldBe(0);

        Should.Throw<IOException>(() => MappedFile.Open(pipe)).Message.ShouldContain("save it as a file first");
    }

    [Fact]
    public void A_name_beyond_ascii_is_found()
    {
        using MappedFile file = MappedFile.Open(_folder.Patterned("modèle 模型 😀", 3));

        file.Length.ShouldBe(3);
    }

    public void Dispose() => _folder.Dispose();

    [LibraryImport("libc", EntryPoint = "mkfifo", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakePipe(string path, uint mode);
}
