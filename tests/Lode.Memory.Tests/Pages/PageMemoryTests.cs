namespace Lode.Memory.Tests.Pages;

public sealed unsafe class PageMemoryTests
{
    [Fact]
    public void Memory_is_zero_page_aligned_and_whole_pages()
    {
        using PageMemory memory = new(10_000);
        (memory.Length % PageMemory.PageSize).ShouldBe(0);
        memory.Length.ShouldBeGreaterThanOrEqualTo(10_000);
        ((nint)memory.Address % PageMemory.PageSize).ShouldBe(0);
        new Span<byte>(memory.Address, (int)memory.Length).ContainsAnyExcept((byte)0).ShouldBeFalse();
    }

    [Fact]
    public void A_reservation_costs_memory_only_where_it_is_touched()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "reads /proc");
        long before = AnonymousBytes();
        using PageMemory memory = new(64L << 30);
        memory.Address[0] = 1;
        memory.Address[memory.Length - 1] = 1;
        (AnonymousBytes() - before).ShouldBeLessThan(256 << 20, "64 GiB are reserved; other tests of the process run meanwhile");
    }

    [Fact]
    public void Released_pages_are_zero_again()
    {
        using PageMemory memory = new(4L * PageMemory.PageSize);
        new Span<byte>(memory.Address, (int)memory.Length).Fill(7);
        memory.Release(PageMemory.PageSize, 2 * PageMemory.PageSize);
        memory.Address[PageMemory.PageSize - 1].ShouldBe((byte)7);
        memory.Address[PageMemory.PageSize].ShouldBe((byte)0);
        memory.Address[3 * PageMemory.PageSize - 1].ShouldBe((byte)0);
        memory.Address[3 * PageMemory.PageSize].ShouldBe((byte)7);
        Should.Throw<ArgumentOutOfRangeException>(() => memory.Release(1, PageMemory.PageSize));
        Should.Throw<ArgumentOutOfRangeException>(() => memory.Release(0, 5L * PageMemory.PageSize));
    }

    [Fact]
    public void Disposed_memory_is_refused()
    {
        PageMemory memory = new(1);
        memory.Dispose();
        memory.Dispose();
        Should.Throw<ObjectDisposedException>(() => { _ = memory.Address; });
        Should.Throw<ArgumentOutOfRangeException>(() => new PageMemory(0));
    }

    [Fact]
    public void More_than_the_address_space_is_an_error_and_no_crash()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "a reservation costs memory elsewhere");
        using PageMemory half = new(1L << 46);
        Should.Throw<InsufficientMemoryException>(() => new PageMemory(1L << 46)).Message.ShouldContain("address space");
    }

    [Fact]
    public void Rows_of_a_buffer_begin_on_pages_of_their_own()
    {
        using RowBuffer rows = new(3, 1025);
        rows.Stride.ShouldBe(PageMemory.RoundUp(1025 * 4));
        for (int row = 0; row < 3; row++)
        {
            ((nint)rows.Pointer(row) % PageMemory.PageSize).ShouldBe(0);
            rows.Row(row).Fill(row);
        }
        rows.Row(1).ToArray().ShouldAllBe(v => v == 1);
        Should.Throw<ArgumentOutOfRangeException>(() => { rows.Row(3); });
    }

    static long AnonymousBytes()
    {
        string line = File.ReadLines("/proc/self/status").First(l => l.StartsWith("RssAnon", StringComparison.Ordinal));
        return long.Parse(line.Split(':', StringSplitOptions.TrimEntries)[1].Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture) * 1024;
    }
}
