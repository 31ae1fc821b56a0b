using System.Globalization;
using Lode.Memory;

namespace Lode.Control.Tests;

/// <summary>Published regions between processes.</summary>
public sealed class ProcessTests : IDisposable
{
    const int Bytes = 100 << 20;
    readonly string _folder = Directory.CreateTempSubdirectory("lode-test-").FullName;
    readonly string _name = $"schema-{Guid.NewGuid():N}";

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_region_of_100_MB_is_there_once_for_all_processes_that_search_it()
    {
        using ModelDriver consumer = Consumer();
        using OtherProcess provider = new("guest");
        provider.Ask(Guest("", _name, $@"init share {Bytes / 4096}\init fill 0 {Bytes} 9\init write 0 {Bytes - 100} needle\init publish 0 {_name}\init hash 0 0 {Bytes}"))
            .ShouldStartWith("share: 0, publish: 0, hash: ");
        using OtherProcess other = new("guest");
        other.Ask(Guest(_name, "", @"init map given\init find needle")).ShouldBe($"map: 0, find: {Bytes - 100}");
        using ControllerRequest request = consumer.Start("init map given\ninit find needle\n0 share 16");
        SequenceController sequence = ShareTests.Open(request);
        ShareTests.Step(sequence);
        consumer.Log.ShouldBe(["map: 0", $"find: {Bytes - 100}", "share: 0"]);
        // The pages of the region in all three processes, each divided by its users: one copy.
        int[] processes = [provider.Id, other.Id, Environment.ProcessId];
        long[] proportional = [.. processes.Select(process => Sum(process, "Pss:"))];
        long[] resident = [.. processes.Select(process => Sum(process, "Rss:"))];
        resident.ShouldAllBe(bytes => bytes >= Bytes);
        proportional.Sum().ShouldBeInRange(Bytes - (1 << 20), Bytes + (1 << 20));
        proportional.ShouldAllBe(bytes => bytes < Bytes / 2);
        // And the consumers have written nothing of their own for it.
        Sum(other.Id, "Private_Dirty:").ShouldBe(0);
    }

    [Fact]
    public void A_provider_that_is_killed_leaves_the_region_to_those_who_have_it()
    {
        using ModelDriver consumer = Consumer();
        using OtherProcess provider = new("guest");
        provider.Ask(Guest("", _name, $@"init share 4\init write 0 300 needle\init publish 0 {_name}")).ShouldBe("share: 0, publish: 0");
        using ControllerRequest request = consumer.Start("init map given\n0 find needle");
        SequenceController sequence = ShareTests.Open(request);
        provider.Kill();
        ShareTests.Step(sequence);
        consumer.Log.ShouldBe(["map: 0", "find: 300"]);
        Directory.GetFiles(_folder).ShouldHaveSingleItem();
        consumer.Run("init map given", 0);
        consumer.Log[^1].ShouldBe("map: 44");
        Directory.GetFiles(_folder).ShouldBeEmpty(); // whoever finds a stale entry removes it
    }

    [Fact]
    public void A_name_belongs_to_one_process_at_a_time()
    {
        using ModelDriver driver = new(Programs.Load("reading", regionFolder: _folder)) { Publishes = [_name] };
        using (OtherProcess provider = new("guest"))
        {
            provider.Ask(Guest("", _name, $@"init share 1\init publish 0 {_name}")).ShouldBe("share: 0, publish: 0");
            driver.Run($"init share 1\ninit publish 0 {_name}", 0);
            driver.Log[^1].ShouldBe("publish: 20");
        }
        driver.Run($"init share 1\ninit publish 0 {_name}", 0);
        driver.Log[^1].ShouldBe("publish: 0");
        Directory.GetFiles(_folder).ShouldBeEmpty();
    }

    [Fact]
    public void An_entry_that_was_made_up_leads_to_nothing()
    {
        string file = Path.Combine(_folder, "a-file");
        File.WriteAllText(file, new string('x', 8192));
        using ModelDriver consumer = Consumer();
        using OtherProcess holder = new("files");
        ulong started = ProcessStart.Of(holder.Id).ShouldNotBeNull();
        int frozen = Number(holder.Ask("frozen"));
        ulong inode = InodeOf(holder.Id, frozen);
        Offer(holder.Id, started, frozen, inode, 8192).ShouldBe("map: 0"); // as it should be
        Offer(holder.Id, started, frozen, inode + 1, 8192).ShouldBe("map: 44");
        Offer(holder.Id, started, frozen, inode, 4096).ShouldBe("map: 44");
        Offer(holder.Id, started, frozen + 1000, inode, 8192).ShouldBe("map: 44");
        Offer(holder.Id, started + 1, frozen, inode, 8192).ShouldBe("map: 44");
        int open = Number(holder.Ask("memory"));
        Offer(holder.Id, started, open, InodeOf(holder.Id, open), 8192).ShouldBe("map: 44");
        int plain = Number(holder.Ask(file));
        Offer(holder.Id, started, plain, InodeOf(holder.Id, plain), 8192).ShouldBe("map: 44");
        int device = Number(holder.Ask("/dev/null"));
        Offer(holder.Id, started, device, InodeOf(holder.Id, device), 8192).ShouldBe("map: 44");
        for (int stream = 0; stream < 3; stream++)
            Offer(holder.Id, started, stream, InodeOf(holder.Id, stream), 8192).ShouldBe("map: 44"); // pipes
        Offer(1, ProcessStart.Of(1) ?? 1, 0, 1, 8192).ShouldBe("map: 44");
        consumer.Log.Count(line => line.Contains("expected", StringComparison.Ordinal)).ShouldBeGreaterThan(5);

        string Offer(int process, ulong start, int descriptor, ulong number, long length)
        {
            File.WriteAllBytes(Path.Combine(_folder, $"{_name}.region"), new RegionEntry(process, start, descriptor, number, length).Format());
            consumer.Run("init map given", 0)[0].Error.ShouldBeNull();
            return consumer.Log[^1];
        }
    }

    ModelDriver Consumer() => new(Programs.Load("reading", Programs.Patient with { MemoryBytes = 256 << 20 }, _folder))
    {
        Files = [new ControlFile("given", _name, IsRegion: true)],
    };

    string Guest(string given, string publishes, string argument) => $"{_folder}|{given}|{publishes}|{argument}";

    static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    static ulong InodeOf(int process, int descriptor) => FileStatus.Of($"/proc/{process}/fd/{descriptor}")?.Inode ?? 0;

    /// <summary>A number of all mappings of shares of a process, in bytes.</summary>
    static long Sum(int process, string what)
    {
        long sum = 0;
        bool counts = false;
        foreach (string line in File.ReadLines($"/proc/{process}/smaps"))
        {
            if (line.Contains('-', StringComparison.Ordinal) && char.IsAsciiHexDigitLower(line[0]))
                counts = line.Contains("/memfd:lode-share", StringComparison.Ordinal);
            else if (counts && line.StartsWith(what, StringComparison.Ordinal))
                sum += 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
        }
        return sum;
    }
}
