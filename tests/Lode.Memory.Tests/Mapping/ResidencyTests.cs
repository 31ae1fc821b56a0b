namespace Lode.Memory.Tests;

/// <summary>What mapping costs, and what is in memory.</summary>
[Collection(nameof(MeasuringProcess))]
public sealed class ResidencyTests : IDisposable
{
    const int MiB = 1 << 20;
    readonly MappingFolder _folder = new();

    public ResidencyTests() => Assert.SkipUnless(OperatingSystem.IsLinux(), "reads /proc");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Opening_a_huge_file_takes_no_memory(bool portable)
    {
        MappedFile.Open(_folder.Sparse("warm", 1), portable).Dispose();
        string path = _folder.Sparse("huge", 9_000_000_000);

        long anonymous = ProcessMemory.Anonymous, mapped = ProcessMemory.File;
        using MappedFile file = MappedFile.Open(path, portable);
        using MappedView view = file.View(8_000_000_000, 1_000_000_000);
        view.Span(999_999_999, 1)[0].ShouldBe((byte)0);

        (ProcessMemory.Anonymous - anonymous).ShouldBeLessThan(MiB);
        (ProcessMemory.File - mapped).ShouldBeLessThan(3 * MiB); // Linux maps up to 2 MiB around a touched page
    }

    [Fact]
    public void Populating_brings_a_range_into_memory()
    {
        using MappedFile file = MappedFile.Open(_folder.Sparse("hole", 64 * MiB));
        file.ResidentBytes(0, file.Length).ShouldBe(0);

        long mapped = ProcessMemory.File;
        file.Populate(20 * MiB, 10 * MiB);

        file.ResidentBytes(20 * MiB, 10 * MiB).ShouldBe(10 * MiB);
        file.ResidentBytes(20 * MiB + 1, 5).ShouldBe(5);
        file.ResidentBytes(0, file.Length).ShouldBeInRange(10 * MiB, 40 * MiB); // the kernel may read around
        (ProcessMemory.File - mapped).ShouldBeInRange(9 * MiB, 40 * MiB);

        file.Populate(0, file.Length);
        file.ResidentBytes(0, file.Length).ShouldBe(file.Length);
    }

    [Fact]
    public void The_portable_way_populates_too()
    {
        string path = _folder.Sparse("hole", 40 * MiB);
        using MappedFile portable = MappedFile.Open(path, portable: true);
        using MappedFile file = MappedFile.Open(path);

        portable.ResidentBytes(0, portable.Length).ShouldBe(-1);
        portable.Populate(3, 40 * MiB - 3);
        file.ResidentBytes(0, file.Length).ShouldBe(file.Length);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Populating_reports_its_progress(bool portable)
    {
        using MappedFile file = MappedFile.Open(_folder.Sparse("hole", 50 * MiB), portable);
        Steps steps = new();

        file.Populate(1 * MiB, 40 * MiB, steps, TestContext.Current.CancellationToken);

        steps.Seen.ShouldBe([16 * MiB, 32 * MiB, 40 * MiB]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Populating_stops_when_it_is_cancelled(bool portable)
    {
        string path = _folder.Sparse("hole", 100 * MiB);
        using MappedFile file = MappedFile.Open(path, portable);
        using CancellationTokenSource cancellation = new();
        Steps steps = new() { After = _ => cancellation.Cancel() };

        Should.Throw<OperationCanceledException>(() => file.Populate(0, file.Length, steps, cancellation.Token));

        steps.Seen.ShouldBe([16 * MiB]);
        using MappedFile probe = MappedFile.Open(path);
        probe.ResidentBytes(0, 16 * MiB).ShouldBe(16 * MiB);
        probe.ResidentBytes(64 * MiB, 36 * MiB).ShouldBe(0);
    }

    [Fact]
    public void A_file_that_was_cut_is_an_error_and_not_a_crash()
    {
        string path = _folder.Sparse("cut", 10 * MiB);
        using MappedFile file = MappedFile.Open(path);
        using (FileStream stream = File.OpenWrite(path))
            stream.SetLength(MiB);

        Should.Throw<IOException>(() => file.Populate(0, file.Length)).Message.ShouldContain("cut while it was mapped");
    }

    [Fact]
    public void Advice_reaches_the_kernel()
    {
        string path = _folder.Sparse("advised", 10 * MiB);
        using MappedFile file = MappedFile.Open(path);
        ProcessMemory.Flags(path).ShouldContain("ms"); // may be shared: the pages are the page cache's own
        ProcessMemory.Flags(path).ShouldNotContain("wr");

        file.Advise(0, file.Length, AccessAdvice.Sequential);
        ProcessMemory.Flags(path).ShouldContain("sr");

        file.Advise(0, file.Length, AccessAdvice.Normal);
        ProcessMemory.Flags(path).ShouldNotContain("sr");

        file.Advise(5000, 1, AccessAdvice.WillNeed);
        SpinWait.SpinUntil(() => file.ResidentBytes(5000, 1) == 1, TimeSpan.FromSeconds(20)).ShouldBeTrue();
        ProcessMemory.Flags(path).ShouldNotContain("rr");
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>Takes reports on the reporting thread.</summary>
    sealed class Steps : IProgress<long>
    {
        public List<long> Seen { get; } = [];

        public Action<long>? After { get; init; }

        public void Report(long value)
        {
            Seen.Add(value);
            After?.Invoke(value);
        }
    }
}
