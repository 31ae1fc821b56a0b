using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Lode.Control.Tests;

/// <summary>Reads in the background, through a compiled guest.</summary>
public sealed partial class RingTests : IDisposable
{
    static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    readonly string _folder = Directory.CreateTempSubdirectory("lode-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_file_is_read_into_a_shared_range_byte_by_byte()
    {
        const int Bytes = 100 << 20;
        string path = Path.Combine(_folder, "data");
        byte[] content = new byte[Bytes + 1000];
        new Random(1).NextBytes(content);
        File.WriteAllBytes(path, content);
        using ModelDriver driver = new(Programs.Load("reading", Programs.Patient with { MemoryBytes = 256 << 20 }))
        {
            Files = [new("data", path)],
            BeforeStep = AwaitCompletion,
        };
        driver.Run($"""
            init share {Bytes / 4096 + 1}
            init read 7 0 4096 {Bytes} data 500
            0 wait
            1 drain
            1 hash 0 4096 {Bytes}
            1 hash 0 0 4096
            """, 2);
        driver.Log.ShouldBe(["share: 0", $"done 7: {Bytes}", $"hash: {Hash(content.AsSpan(500, Bytes)):x}", $"hash: {Hash(new byte[4096]):x}"]);
    }

    [Fact]
    public void A_read_ends_with_the_file_and_the_next_goes_on_from_there()
    {
        string path = Path.Combine(_folder, "data");
        File.WriteAllText(path, "0123456789");
        using ModelDriver driver = new(Programs.Load("reading")) { Files = [new("data", path)], BeforeStep = AwaitCompletion };
        driver.Run("""
            init share 1
            init read 1 0 0 4 data
            init read 2 0 100 4 data
            init read 3 0 200 100 data
            init read 4 0 300 100 data
            init read 5 0 400 3 data 1
            init read 6 0 500 3 data 1000
            0 wait
            1 drain
            2 wait
            3 drain
            4 wait
            5 drain
            6 wait
            7 drain
            8 wait
            9 drain
            10 wait
            11 drain
            11 text 0 0
            11 text 0 100
            11 text 0 200
            11 text 0 400
            """, 12);
        driver.Log.Where(line => line.StartsWith("done", StringComparison.Ordinal)).Order(StringComparer.Ordinal).ShouldBe(
            ["done 1: 4", "done 2: 4", "done 3: 2", "done 4: 0", "done 5: 3", "done 6: 0"]);
        driver.Log.Where(line => line.StartsWith("text", StringComparison.Ordinal)).ShouldBe(["text: 0123", "text: 4567", "text: 89", "text: 123"]);
    }

    [Fact]
    public void A_published_region_is_a_source()
    {
        string name = $"source-{Guid.NewGuid():N}";
        using ModelDriver provider = new(Programs.Load("reading")) { Publishes = [name] };
        using ControllerRequest providing = provider.Start($"init share 600\ninit fill 0 2457600 5\ninit hash 0 1000 2400000\ninit publish 0 {name}");
        using SequenceController sequence = ShareTests.Open(providing);
        using ModelDriver consumer = new(Programs.Load("reading")) { Files = [new("given", name, IsRegion: true)], BeforeStep = AwaitCompletion };
        consumer.Run("init share 600\ninit read 1 0 0 2400000 given 1000\n0 wait\n1 drain\n1 hash 0 0 2400000", 2);
        consumer.Log.ShouldBe(["share: 0", "done 1: 2400000", provider.Log[1]]);
    }

    [Fact]
    public void What_is_wrong_comes_back_as_a_completion()
    {
        string path = Path.Combine(_folder, "data");
        File.WriteAllText(path, "0123456789");
        using ModelDriver driver = new(Programs.Load("reading"))
        {
            Files = [new("data", path), new("gone", path + "-region", IsRegion: true)],
            Publishes = [$"ring-{Environment.ProcessId}"],
        };
        driver.Run($"""
            init share 1
            init share 1
            init publish 1 ring-{Environment.ProcessId}
            init read 1 5 0 10 data 0
            init read 2 1 0 10 data 0
            init read 3 0 4090 10 data 0
            init read 4 0 5000 1 data 0
            init read 5 0 0xffffffffffffffff 10 data 0
            init read 6 0 0 0 data 0
            init read 7 0 0 10 other 0
            init read 8 0 0 10 gone 0
            init read 9 0 0 10 data 0x7fffffffffffffff
            init read_name_at 10 0xfffffff0 64
            init read_name_at 11 100 4000000000
            init operation 12 0
            init operation 13 77
            init cancel 14 999
            init drain
            init queue
            """, 0);
        driver.Log.Skip(3).ShouldBe([
            "done 1: -28", "done 2: -69", "done 3: -28", "done 4: -28", "done 5: -28", "done 6: -28", "done 7: -44", "done 8: -44", "done 9: -28",
            "done 10: -21", "done 11: -21", "done 12: -28", "done 13: -28", "done 14: -44", "queue: 14 14 14 14"]);
    }

    [Fact]
    public void A_folder_and_what_may_not_be_read_are_refused()
    {
        using ModelDriver driver = new(Programs.Load("reading")) { Files = [new("folder", _folder)] };
        driver.Run("init share 1\ninit read 1 0 0 10 folder 0\ninit drain", 0);
        driver.Log[^1].ShouldBe("done 1: -31");
    }

    [Fact]
    public void A_pipe_is_read_as_it_comes_and_holds_nothing_up()
    {
        string pipe = MakePipe("pipe"), path = Path.Combine(_folder, "data");
        File.WriteAllText(path, "from the file");
        using ModelDriver driver = new(Programs.Load("reading")) { Files = [new("pipe", pipe), new("data", path)], BeforeStep = AwaitCompletion };
        using ControllerRequest request = driver.Start("""
            init share 1
            init read 1 0 0 100 pipe
            init read 2 0 200 100 pipe
            init read 3 0 400 100 pipe
            init read 4 0 600 100 data 0
            init read 5 0 800 100 pipe 0
            0 wait
            1 drain
            1 text 0 600
            2 wait
            3 drain
            3 text 0 0
            4 wait
            5 drain
            5 text 0 200
            6 wait
            7 drain
            """);
        SequenceController sequence = ShareTests.Open(request);
        Round(sequence); // the refusal
        Round(sequence);
        driver.Log[1].ShouldBe("done 5: -70");
        if (!driver.Log.Contains("done 4: 13"))
        {
            // The file was not read yet.
            driver.Log.Count.ShouldBe(3);
        }
        using (FileStream writer = new(pipe, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, 1))
        {
            writer.Write("first"u8);
            WaitUntil(() => Drains(driver, sequence, "done 1: 5"));
            writer.Write("second"u8);
            WaitUntil(() => Drains(driver, sequence, "done 2: 6"));
        }
        WaitUntil(() => Drains(driver, sequence, "done 3: 0"));
        driver.Log.ShouldContain("done 4: 13");
    }

    [Fact]
    public void A_read_of_an_empty_pipe_is_cancelled()
    {
        using ModelDriver driver = new(Programs.Load("reading")) { Files = [new("pipe", MakePipe("pipe"))], BeforeStep = AwaitCompletion };
        Driven driven = driver.Run("init share 1\ninit read 1 0 0 100 pipe\ninit read 2 0 100 100 pipe\n0 cancel 3 2\n0 wait\n1 wait\n2 drain\n3 cancel 4 1\n4 wait\n5 drain\n6 wait\n7 drain", 8)[0];
        driven.Error.ShouldBeNull();
        driver.Log.Skip(1).Order(StringComparer.Ordinal).ShouldBe(["done 1: -11", "done 2: -11", "done 3: 0", "done 4: 0"]);
    }

    [Fact]
    public void A_sequence_waits_for_a_completion_and_for_nothing_else()
    {
        string pipe = MakePipe("pipe");
        using ModelDriver driver = new(Programs.Load("reading")) { Files = [new("pipe", pipe)] };
        using ControllerRequest request = driver.Start("init share 1\n0 wait\n1 read 1 0 0 100 pipe\n1 wait\n2 drain\n2 wait\n3 read 2 0 0 100 pipe");
        SequenceController sequence = ShareTests.Open(request);
        ShareTests.Step(sequence).ShouldBe(ControlAction.Skip);
        sequence.IsWaiting.ShouldBeFalse(); // nothing is in flight: it would wait for ever
        ShareTests.Step(sequence).ShouldBe(ControlAction.Skip);
        sequence.IsWaiting.ShouldBeTrue();
        using (FileStream writer = new(pipe, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, 1))
        {
            writer.Write("x"u8);
            WaitUntil(() => !sequence.IsWaiting);
        }
        ShareTests.Step(sequence).ShouldBe(ControlAction.Skip);
        sequence.IsWaiting.ShouldBeFalse();
        ShareTests.Step(sequence).ShouldBe(ControlAction.Sample);
        sequence.IsWaiting.ShouldBeFalse(); // it did not say so
        driver.Log.ShouldBe(["share: 0", "done 1: 1"]);
    }

    [Fact]
    public void No_more_operations_are_in_flight_than_may_be_and_none_is_lost()
    {
        string pipe = MakePipe("pipe"), path = Path.Combine(_folder, "data");
        File.WriteAllText(path, new string('x', 100));
        using ModelDriver driver = new(Programs.Load("reading")) { Files = [new("pipe", pipe), new("data", path)], BeforeStep = AwaitCompletion };
        string pipes = string.Join('\n', Enumerable.Range(0, 64).Select(i => $"init read {i} 0 {i} 1 pipe"));
        Driven driven = driver.Run($"init share 1\n{pipes}\ninit queue\ninit many 10 0 data\n0 queue\n0 cancel 1 2\n0 queue", 1)[0];
        driven.Error.ShouldBeNull();
        // 64 are taken; what comes then stays in the queue, cancellations, too, until something is done.
        driver.Log.ShouldBe(["share: 0", "queue: 64 64 0 0", "queue: 64 74 0 0", "queue: 64 75 0 0"]);
        driver.Run("init share 1\ninit many 64 0 data\n" + string.Join('\n', Enumerable.Range(0, 60).Select(i => $"{2 * i} wait\n{2 * i + 1} drain")) + "\n125 text 0 0", 126);
        driver.Log.Where(line => line.StartsWith("done", StringComparison.Ordinal)).Distinct().Count().ShouldBe(64);
        driver.Log[^1].ShouldBe("text: " + new string('x', 64));
    }

    [Theory]
    [InlineData("counters 65 0", "submission")]
    [InlineData("counters 0x80000000 0", "submission")]
    [InlineData("counters 0xffffffff 0", "submission")]
    [InlineData("counters 1 1", "completion")]
    [InlineData("counters 1 0x80000000", "completion")]
    public void Counters_that_cannot_be_end_the_ring_and_nothing_else(string command, string queue)
    {
        string pipe = MakePipe("pipe");
        using ModelDriver driver = new(Programs.Load("reading")) { Files = [new("pipe", pipe)] };
        Driven driven = driver.Run($"init share 1\ninit read 1 0 0 10 pipe\n0 {command}\n0 kick\n1 kick\n1 drain_not\n1 wait\n2 kick", 3)[0];
        driven.Error.ShouldBeNull();
        driven.Controller!.IsWaiting.ShouldBeFalse();
        driver.Log.Count(line => line.Contains("the ring has ended", StringComparison.Ordinal) && line.Contains(queue, StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public void Noise_in_the_region_harms_nobody_else()
    {
        string path = Path.Combine(_folder, "data");
        File.WriteAllText(path, new string('x', 100_000));
        using ModelDriver driver = new(Programs.Load("reading")) { Files = [new("data", path)] };
        using ControllerRequest request = driver.Start("init share 32\ninit read 1 0 0 100000 data 0\n1 wait\n2 drain\n2 hash 0 0 100000");
        SequenceController honest = ShareTests.Open(request);
        for (int seed = 1; seed <= 40; seed++)
        {
            using ControllerRequest hostile = driver.Start($"init share 32\ninit read 1 0 0 100000 data 0\ninit noise {seed}\n0 noise {seed * 7}\n1 noise {seed * 31}");
            SequenceController sequence = ShareTests.Open(hostile);
            ShareTests.Step(sequence);
            ShareTests.Step(sequence);
        }
        ShareTests.Step(honest);
        ShareTests.Step(honest);
        WaitUntil(() => !honest.IsWaiting);
        ShareTests.Step(honest);
        driver.Log.TakeLast(2).ShouldBe(["done 1: 100000", $"hash: {Hash(System.Text.Encoding.ASCII.GetBytes(new string('x', 100_000))):x}"]);
    }

    [Fact]
    public void A_branch_begins_with_empty_rings()
    {
        string pipe = MakePipe("pipe"), path = Path.Combine(_folder, "data");
        File.WriteAllText(path, "0123456789");
        using ModelDriver driver = new(Programs.Load("reading")) { Files = [new("pipe", pipe), new("data", path)], BeforeStep = AwaitCompletion };
        driver.Run("""
            init share 1
            init read 1 0 0 4 pipe
            0 fork 2
            0/1 queue
            0/1 read 2 0 0 4 data
            1/1 wait
            2/1 drain
            2/1 text 0 0
            2/0 queue
            2/0 text 0 0
            """, 3).ShouldAllBe(driven => driven.Error == null);
        driver.LogBySequence.Where(line => line.Sequence == 1).Select(line => line.Text).ShouldBe(["queue: 0 0 0 0", "done 2: 4", "text: 0123"]);
        driver.LogBySequence.Where(line => line.Sequence == 0).Select(line => line.Text).ShouldBe(["share: 0", "queue: 1 1 0 0", "text: "]);
    }

    [Fact]
    public void A_range_that_is_being_read_into_cannot_be_published_before_the_end()
    {
        string name = $"ring-{Guid.NewGuid():N}", pipe = MakePipe("pipe");
        using ModelDriver driver = new(Programs.Load("reading")) { Files = [new("pipe", pipe)], Publishes = [name] };
        using ControllerRequest request = driver.Start($"init share 1\ninit read 1 0 0 4 pipe\n0 cancel 2 1\nstep drain\nstep publish 0 {name}");
        SequenceController sequence = ShareTests.Open(request);
        WaitUntil(() =>
        {
            ShareTests.Step(sequence);
            return driver.Log[^1] == "publish: 0";
        });
        int done = driver.Log.ToList().IndexOf("done 1: -11");
        driver.Log.Take(done).Where(line => line.StartsWith("publish", StringComparison.Ordinal)).ShouldAllBe(line => line == "publish: 10");
    }

    static void AwaitCompletion(SequenceController sequence) => WaitUntil(() => !sequence.IsWaiting);

    static void Round(SequenceController sequence)
    {
        AwaitCompletion(sequence);
        ShareTests.Step(sequence);
    }

    static bool Drains(ModelDriver driver, SequenceController sequence, string line)
    {
        if (!sequence.IsWaiting && !driver.Log.Contains(line))
            ShareTests.Step(sequence);
        return driver.Log.Contains(line);
    }

    internal static void WaitUntil(Func<bool> condition)
    {
        long begin = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Stopwatch.GetElapsedTime(begin).ShouldBeLessThan(s_patience);
            Thread.Sleep(1);
        }
    }

    static ulong Hash(ReadOnlySpan<byte> bytes)
    {
        ulong value = 14695981039346656037;
        foreach (byte part in bytes)
            value = (value ^ part) * 1099511628211;
        return value;
    }

    string MakePipe(string name) => MakePipeAt(Path.Combine(_folder, name));

    internal static string MakePipeAt(string path)
    {
        MakePipe(path, Convert.ToUInt32("600", 8)).ShouldBe(0, string.Create(CultureInfo.InvariantCulture, $"{Marshal.GetLastPInvokeError()}"));
        return path;
    }

    [LibraryImport("libc", EntryPoint = "mkfifo", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakePipe(string path, uint mode);
}
