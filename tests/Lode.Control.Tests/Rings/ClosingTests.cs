using System.Diagnostics;
using Lode.Tests;

namespace Lode.Control.Tests;

/// <summary>What sequences had open is closed with them: files of the process are counted, so nothing runs beside it.</summary>
[Collection(Alone.Name)]
public sealed class ClosingTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("lode-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Closing_leaves_no_file_open()
    {
        string name = $"schema-{Guid.NewGuid():N}";
        using ModelDriver driver = new(Programs.Load("reading")) { Publishes = [name], Files = [new("given", name, IsRegion: true)] };
        for (int i = 0; i < 3; i++)
        {
            driver.Run($"init share 2\ninit publish 0 {name}\ninit map given\n0 fork 4\n1 find needle", 2).ShouldAllBe(driven => driven.Error == null);
            Directory.GetFiles("/proc/self/fd").Select(path => new FileInfo(path).LinkTarget).Where(target => target?.StartsWith("/memfd:lode-share", StringComparison.Ordinal) == true)
                .ShouldBeEmpty();
        }
    }

    [Fact]
    public void Sequences_end_at_any_moment_of_a_read()
    {
        string path = Path.Combine(_folder, "data"), pipe = RingTests.MakePipeAt(Path.Combine(_folder, "pipe"));
        File.WriteAllBytes(path, new byte[8 << 20]);
        using ModelDriver driver = new(Programs.Load("reading")) { Files = [new("data", path), new("pipe", pipe)] };
        long begin = Stopwatch.GetTimestamp();
        for (int i = 0; i < 60; i++)
        {
            using ControllerRequest request = driver.Start("init share 2048\ninit read 1 0 0 8388608 data 0\ninit read 2 0 0 100 pipe\ninit read 3 0 0 8388608 data 0");
            ShareTests.Open(request);
            Thread.SpinWait(i * 5_000);
        }
        Stopwatch.GetElapsedTime(begin).ShouldBeLessThan(TimeSpan.FromSeconds(60));
        // The threads go when they notice.
        RingTests.WaitUntil(() => !Directory.GetFiles("/proc/self/fd").Any(file => new FileInfo(file).LinkTarget is { } target
            && (target == path || target.StartsWith("/memfd:lode-rings", StringComparison.Ordinal))));
    }
}
