namespace Lode.Memory.Tests;

public sealed class LeaseStressTests : IDisposable
{
    readonly MappingFolder _folder = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Readers_and_a_closing_owner_never_meet_unmapped_bytes(bool portable)
    {
        const int Rounds = 200, Readers = 4, Length = 300_000;
        string path = _folder.Patterned("bytes", Length);
        long read = 0, refused = 0;
        for (int round = 0; round < Rounds; round++)
        {
            MappedFile file = MappedFile.Open(path, portable);
            using Barrier start = new(Readers + 1);
            Thread[] readers = [.. Enumerable.Range(0, Readers).Select(reader => new Thread(() =>
            {
                Random random = new(round * Readers + reader);
                start.SignalAndWait();
                while (true)
                {
                    long offset = random.Next(Length);
                    MappedView view;
                    try
                    {
                        view = file.View(offset, 1);
                    }
                    catch (ObjectDisposedException)
                    {
                        Interlocked.Increment(ref refused);
                        return;
                    }
                    using (view)
                    {
                        if (view.Span(0, 1)[0] != MappingFolder.Pattern(offset))
                            return; // counted as a reader that was never refused
                    }
                    Interlocked.Increment(ref read);
                }
            }))];
            foreach (Thread thread in readers)
                thread.Start();
            start.SignalAndWait();
            Thread.SpinWait(round * 50);
            file.Dispose();
            foreach (Thread thread in readers)
                thread.Join();
        }

        refused.ShouldBe(Rounds * Readers);
        read.ShouldBeGreaterThan(0);
        if (OperatingSystem.IsLinux())
            ProcessMemory.IsMapped(path).ShouldBeFalse();
    }

    public void Dispose() => _folder.Dispose();
}
