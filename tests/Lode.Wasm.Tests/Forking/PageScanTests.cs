using Lode.Memory;
using Lode.Wasm.Runtime;

namespace Lode.Wasm.Tests.Forking;

/// <summary>Which pages were written to, as both ways of the kernel tell it.</summary>
public sealed unsafe class PageScanTests : IDisposable
{
    const int Page = 4096, Count = 5000;
    readonly byte* _start;

    public PageScanTests()
    {
        Assert.SkipUnless(EngineSupport.IsSupported, EngineSupport.Reason ?? "");
        _start = Pages.Reserve(Count * Page, "test");
    }

    public void Dispose() => Pages.Free(_start, Count * Page);

    [Fact]
    public void Pages_that_were_written_to_are_found_and_those_that_were_read_are_not()
    {
        Pages.TryCommit(_start, Count * Page).ShouldBeTrue();
        // A frozen file in the middle, and a shared one.
        using SharedMemory shared = new("shared", 100 * Page), frozen = new("frozen", 1000 * Page);
        for (int i = 0; i < 1000; i += 2)
            frozen.Write(i * Page, [1]);
        frozen.Freeze();
        Show(frozen, 1000, shared: false);
        Show(shared, 3000, shared: true);
        Random random = new(3);
        HashSet<int> written = [];
        for (int i = 0; i < 900; i++)
        {
            int page = random.Next(Count);
            _start[page * Page + random.Next(Page)] = 1;
            if (page is < 3000 or >= 3100)
                written.Add(page);
        }
        // Half of the others are read only.
        int sum = 0;
        for (int i = 0; i < Count; i += 2)
            sum += _start[i * Page];
        sum.ShouldBeGreaterThan(0);
        bool[] expected = [.. Enumerable.Range(0, Count).Select(written.Contains)];
        if (PageScan.TryScan(_start, Count * Page) is { } scanned)
            Flags(scanned).ShouldBe(expected);
        // This way cannot tell a page of zeros that was read from one that was written to: it may give more, of those without a file.
        PageRanges? read = PageScan.TryRead(_start, Count * Page);
        Assert.SkipWhen(read is null, "this system does not show a process its pages");
        bool[] found = Flags(read);
        for (int i = 0; i < Count; i++)
        {
            if (expected[i])
                found[i].ShouldBeTrue();
            else if (i is >= 1000 and < 2000 or >= 3000 and < 3100 || i % 2 == 1)
                found[i].ShouldBeFalse();
        }
    }

    [Fact]
    public void Nothing_is_found_where_nothing_is()
    {
        PageScan.FindPrivate(_start, Count * Page).Bytes.ShouldBe(0);
        PageScan.FindPrivate(_start, 0).Count.ShouldBe(0);
        (PageScan.TryRead(_start, Count * Page)?.Bytes ?? 0).ShouldBe(0);
    }

    void Show(SharedMemory memory, int page, bool shared) => Pages.TryMap(_start + page * Page, memory.Length,
        NativeCalls.ProtectRead | NativeCalls.ProtectWrite, shared, (int)memory.File.DangerousGetHandle(), 0).ShouldBeTrue();

    static bool[] Flags(PageRanges ranges)
    {
        bool[] flags = new bool[Count];
        long last = -1;
        foreach ((long start, long end) in ranges)
        {
            start.ShouldBeGreaterThan(last);
            flags.AsSpan((int)(start / Page), (int)((end - start) / Page)).Fill(true);
            last = end;
        }
        return flags;
    }
}
