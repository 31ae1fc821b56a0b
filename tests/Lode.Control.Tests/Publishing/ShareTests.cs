namespace Lode.Control.Tests;

/// <summary>Shared ranges and published regions within a process.</summary>
public class ShareTests
{
    [Fact]
    public void A_published_region_is_mapped_by_another_guest_and_cannot_be_written_by_anybody()
    {
        string name = $"schema-{Guid.NewGuid():N}";
        using ModelDriver provider = new(Programs.Load("reading")) { Publishes = [name] };
        using ControllerRequest providing = provider.Start($"init share 4\ninit write 0 5000 needle\ninit publish 0 {name}\ninit publish 0 {name}\n0 text 0 5000\n1 write 0 0 x");
        SequenceController sequence = Open(providing);
        using ModelDriver consumer = new(Programs.Load("reading")) { Files = [new("given", name, IsRegion: true)] };
        consumer.Run("init size given\ninit map given\ninit find needle\ninit find haystack\n0 map given\n0 find needle", 1)[0].Error.ShouldBeNull();
        consumer.Log.ShouldBe(["size: 16384", "map: 0", "find: 5000", "find: -1", "map: 0", "find: 5000"]);
        Driven poked = consumer.Run("init map given\n0 poke", 1)[0];
        poked.Error.ShouldNotBeNull().Fault.ShouldBe(ControllerFault.Trap);
        poked.Error.Message.ShouldContain("/fd/");
        // The provider has the right to read left.
        Step(sequence);
        provider.Log.ShouldBe(["share: 0", "publish: 0", "publish: 20", "text: needle"]);
        Should.Throw<ControllerException>(() => Step(sequence)).Message.ShouldContain("lode-share");
    }

    [Fact]
    public void A_region_goes_with_its_sequence_and_stays_with_those_who_have_it()
    {
        string name = $"schema-{Guid.NewGuid():N}";
        using ModelDriver provider = new(Programs.Load("reading")) { Publishes = [name] };
        using ModelDriver consumer = new(Programs.Load("reading")) { Files = [new("given", name, IsRegion: true)] };
        using ControllerRequest consuming = consumer.Start("init size given\ninit map given\n0 map given\n1 find needle\n2 find needle\n3 size given");
        SequenceController reader = Open(consuming);
        using (ControllerRequest providing = provider.Start($"init share 1\ninit write 0 77 needle\ninit publish 0 {name}"))
        {
            Open(providing);
            Step(reader);
        }
        Step(reader);
        PublishedRegions.Open(name, null, out _).ShouldBeNull();
        Step(reader);
        Step(reader);
        consumer.Log.ShouldBe(["size: -1", "map: 44", "map: 0", "find: 77", "find: 77", "size: 4096"]);
        // The name is free again.
        using ControllerRequest again = provider.Start($"init share 1\ninit publish 0 {name}");
        Open(again);
        provider.Log[^1].ShouldBe("publish: 0");
    }

    [Fact]
    public void Only_names_that_the_request_may_publish_are_published_and_each_once()
    {
        string name = $"schema-{Guid.NewGuid():N}", other = name + "-2";
        using ModelDriver driver = new(Programs.Load("reading")) { Publishes = [name, other, "no/name"] };
        driver.Run($"""
            init publish 0 {name}
            init share 1
            init share 1
            init publish 0 another
            init publish 0 no/name
            init publish 0 {name}
            init publish 1 {name}
            init publish 1 {other}
            init publish -1 {other}
            """, 0);
        driver.Log.ShouldBe(["publish: 28", "share: 0", "share: 1", "publish: 76", "publish: 28", "publish: 0", "publish: 20", "publish: 0", "publish: 28"]);
    }

    [Fact]
    public void Ranges_that_are_none_are_refused()
    {
        using ModelDriver driver = new(Programs.Load("reading"));
        driver.Run("""
            init share_at 100 4096
            init share_at 65536 100
            init share_at 65536 0
            init share_at 0xfffff000 4096
            init share_at 4096 0xfffff000
            init share 1
            init share_again 0
            """, 0);
        driver.Log.ShouldBe(["share: -28", "share: -28", "share: -28", "share: -21", "share: -22", "share: 0", "share: -10"]);
    }

    [Fact]
    public void A_guest_has_no_more_shares_than_it_may()
    {
        using ModelDriver driver = new(Programs.Load("reading"));
        driver.Run(string.Join('\n', Enumerable.Repeat("init share 1", GuestShares.MostShares + 2)), 0);
        driver.Log.Take(GuestShares.MostShares).ShouldBe(Enumerable.Range(0, GuestShares.MostShares).Select(handle => $"share: {handle}"));
        driver.Log.Skip(GuestShares.MostShares).ShouldBe(["share: -33", "share: -33"]);
    }

    [Fact]
    public void Files_are_mapped_and_what_is_no_file_is_refused()
    {
        string folder = Directory.CreateTempSubdirectory("lode-test-").FullName;
        try
        {
            string file = Path.Combine(folder, "schema.json"), empty = Path.Combine(folder, "empty");
            File.WriteAllText(file, new string('x', 10_000) + "needle");
            File.WriteAllText(empty, "");
            using ModelDriver driver = new(Programs.Load("reading")) { Files = [new("schema", file), new("empty", empty), new("null", "/dev/null")] };
            driver.Run("""
                init size schema
                init map schema
                init find needle
                init size empty
                init map empty
                init size null
                init map_at null 65536 4096
                init map_at schema 65536 8192
                init map_at schema 65537 12288
                init map_at schema 0xfffff000 12288
                init map_at other 65536 4096
                init share 4
                init map_at schema 0 65536
                """, 0);
            driver.Log.Take(11).ShouldBe(["size: 10006", "map: 0", "find: 10000", "size: 0", "map: 0", "size: -1", "map: 58", "map: 28", "map: 28", "map: 21", "map: 44"]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void A_branch_has_copies_of_shares_and_the_same_published_and_mapped_memory()
    {
        string name = $"schema-{Guid.NewGuid():N}", late = name + "-late";
        using ModelDriver driver = new(Programs.Load("reading")) { Publishes = [name, late], Files = [new("given", name, IsRegion: true)] };
        IReadOnlyList<Driven> sequences = driver.Run($"""
            init share 2 quietly
            init share 1 quietly
            init write 0 0 before
            init write 0 4096 second
            init write 1 0 published
            init publish 1 {name}
            init map given
            0 fork 3
            0/1 text 0 0
            0/1 text 0 4096
            0/1 write 0 0 changed
            0/0 text 0 0
            0/2 text 0 0
            0/2 text 1 0
            0/2 find published
            0/2 publish 1 {name}
            0/2 publish 0 {late}
            1/2 write 0 0 x
            1/1 text 0 0
            1/1 write 0 0 again
            """, 2);
        driver.LogBySequence.Where(line => line.Sequence == 0).Select(line => line.Text).ShouldBe(["publish: 0", "map: 0", "text: before"]);
        driver.LogBySequence.Where(line => line.Sequence == 1).Select(line => line.Text).ShouldBe(["text: before", "text: second", "text: changed"]);
        driver.LogBySequence.Where(line => line.Sequence == 2).Select(line => line.Text).ShouldBe(
            ["text: before", "text: published", "find: 0", "publish: 20", "publish: 0"]);
        sequences[0].Error.ShouldBeNull();
        sequences[1].Error.ShouldBeNull();
        sequences[2].Error.ShouldNotBeNull().Fault.ShouldBe(ControllerFault.Trap); // it wrote to what it had published
    }

    internal static SequenceController Open(ControllerRequest request)
    {
        SequenceController sequence = request.Open([.. ModelDriver.DefaultPrompt]);
        sequence.Begin(ControlPhase.Initialize);
        sequence.End();
        return sequence;
    }

    internal static ControlAction Step(SequenceController sequence)
    {
        sequence.Begin(ControlPhase.Step);
        return sequence.End();
    }
}
