namespace Lode.Memory.Tests;

public sealed class ReadFileTests : IDisposable
{
    readonly string _path = Path.Combine(Path.GetTempPath(), $"lode-read-{Guid.NewGuid():N}");

    public void Dispose() => File.Delete(_path);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4096)]
    [InlineData((16 << 20) + 1)]
    public void All_bytes_are_read_into_memory_that_later_changes_do_not_reach(int length)
    {
        byte[] bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        File.WriteAllBytes(_path, bytes);
        long told = 0;
        using MappedFile file = MappedFile.Read(_path, new Told(done => told = done), TestContext.Current.CancellationToken);
        File.WriteAllBytes(_path, new byte[length / 2]);
        file.Path.ShouldBe(_path);
        file.Length.ShouldBe(length);
        using MappedView view = file.View(0, length);
        view.Span(0, length).SequenceEqual(bytes).ShouldBeTrue();
        told.ShouldBe(length);
    }

    [Fact]
    public void What_cannot_be_read_is_told_by_its_name()
    {
        Should.Throw<FileNotFoundException>(() => MappedFile.Read(_path, null, TestContext.Current.CancellationToken)).Message.ShouldStartWith($"{_path}: expected a file, found none");
        string folder = Path.GetTempPath();
        Should.Throw<IOException>(() => MappedFile.Read(folder, null, TestContext.Current.CancellationToken)).Message.ShouldContain("found a folder");
        Assert.SkipUnless(OperatingSystem.IsLinux(), "a device of Linux");
        Should.Throw<IOException>(() => MappedFile.Read("/dev/zero", null, TestContext.Current.CancellationToken)).Message.ShouldContain("found a pipe or a device");
    }

    [Fact]
    public void A_file_larger_than_the_machine_is_refused_before_it_is_read()
    {
        using (FileStream file = File.Create(_path))
            file.SetLength(1L << 40);
        Should.Throw<InsufficientMemoryException>(() => MappedFile.Read(_path, null, TestContext.Current.CancellationToken)).Message
            .ShouldStartWith($"{_path} needs 1,099,511,627,776 bytes of memory of its own, and this process can have ");
    }

    sealed class Told(Action<long> action) : IProgress<long>
    {
        public void Report(long value) => action(value);
    }
}
