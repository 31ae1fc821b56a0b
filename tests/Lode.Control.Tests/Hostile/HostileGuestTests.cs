namespace Lode.Control.Tests.Hostile;

/// <summary>Guests that do all the harm they can, between the steps of honest ones: nobody else notices.</summary>
public sealed class HostileGuestTests : IDisposable
{
    readonly string _file = Path.GetTempFileName();

    public HostileGuestTests() => File.WriteAllBytes(_file, new byte[10_000]);

    public void Dispose() => File.Delete(_file);

    /// <summary>By the numbers of hostile.c: what, and how often.</summary>
    public static TheoryData<int, string, int> Acts { get; } = new()
    {
        { 0, "writes noise over all regions", 900 },
        { 1, "gives answers near what is allowed", 1500 },
        { 2, "writes what is no number into logits, biases and the temperature", 600 },
        { 3, "names tokens past the vocabulary", 600 },
        { 4, "never returns", 60 },
        { 5, "overflows its stack", 100 },
        { 6, "takes all memory", 100 },
        { 7, "reads and writes beyond its memory", 900 },
        { 8, "writes to what is for reading", 600 },
        { 9, "traps", 600 },
        { 10, "gives functions of the host anything", 900 },
        { 11, "writes anything into its queues", 300 },
        { 12, "copies and fills over everything", 600 },
        { 13, "forks without end", 100 },
        { 14, "gives functions of WASI anything", 600 },
        { 15, "exits", 300 },
    };

    [Theory]
    [MemberData(nameof(Acts))]
    public void A_guest_harms_nobody_else(int act, string what, int runs)
    {
        using ModelDriver hostile = Driver(HostileRuns.Load());
        HostileRuns found = new();
        int seed = 1;
        string alone = HonestRun.Run(Programs.Load("probe"), static () => { });
        alone.ShouldContain("round=3");
        while (seed <= runs)
        {
            int batch = 0;
            HonestRun.Run(Programs.Load("probe"), () =>
            {
                for (int i = 0; i < Math.Max(1, runs / HonestRun.Steps / 4); i++, batch++)
                    found.Run(hostile, $"{act} {seed++}");
            }).ShouldBe(alone, $"beside a guest that {what}");
            batch.ShouldBeGreaterThan(0);
        }
        found.Acts.ShouldBeGreaterThan(runs / 2, "otherwise it was not even made");
        Expected(act).ShouldAllBe(end => found.Ends.ContainsKey(end), string.Join(", ", found.Ends.Select(static pair => $"{pair.Key} {pair.Value}")));
    }

    [Fact]
    public void Guests_on_several_threads_harm_nobody_else()
    {
        string alone = HonestRun.Run(Programs.Load("probe"), static () => { });
        Parallel.For(0, 4, new() { MaxDegreeOfParallelism = 4 }, thread =>
        {
            using ModelDriver hostile = Driver(HostileRuns.Load());
            HostileRuns found = new();
            int seed = 100_000 * (thread + 1);
            for (int round = 0; round < 6; round++)
            {
                HonestRun.Run(Programs.Load("probe"), () =>
                {
                    for (int i = 0; i < 3; i++)
                        found.Run(hostile, $"{(seed % 16 == 4 ? 0 : seed % 16)} {seed++}");
                }).ShouldBe(alone);
            }
            found.Acts.ShouldBeGreaterThan(100);
        });
    }

    [Fact]
    public void Guests_in_a_worker_harm_nobody_else_there()
    {
        using Worker.WorkerHost host = new();
        string alone = HonestRun.Run(host.Load("probe"), static () => { });
        alone.ShouldContain("round=3");
        using ModelDriver hostile = Driver(host.Load("hostile", HostileRuns.Limits));
        HostileRuns found = new();
        int seed = 500_000;
        for (int round = 0; round < 8; round++)
        {
            HonestRun.Run(host.Load("probe"), () =>
            {
                for (int i = 0; i < 4; i++)
                    found.Run(hostile, $"{seed % 16} {seed++}");
            }).ShouldBe(alone);
        }
        found.Acts.ShouldBeGreaterThan(150);
        found.Ends.Keys.ShouldBeSubsetOf(["Trap", "Time", "Limit", "Answer", "went on", "stopped", "EmptyMask"]);
        found.Ends["Trap"].ShouldBeGreaterThan(20);
        found.Ends["Answer"].ShouldBeGreaterThan(5);
    }

    /// <summary>Ends that so many runs must have had among them.</summary>
    static string[] Expected(int act) => act switch
    {
        0 or 1 or 3 => ["Answer", "went on"],
        2 => ["Answer", "EmptyMask"],
        4 => ["Time"],
        5 or 7 or 8 or 9 or 10 or 12 => ["Trap"],
        13 => ["Limit"],
        15 => ["Trap", "stopped"],
        _ => ["went on"],
    };

    ModelDriver Driver(Controller controller) => new(controller)
    {
        Files = [new("f", _file)],
        Publishes = ["p"],
        TokenCapacity = 1 << 20,
    };
}
