using Lode.Wasm.Tests.Runtime;

namespace Lode.Control.Tests.Hostile;

/// <summary>Modules that are no controllers, or only nearly: they are refused, or run as far as they can.</summary>
public sealed class HostileModuleTests : IDisposable
{
    static readonly string[] s_names =
    [
        "lode_abi", "lode_step", "lode_init", "lode_prepare", "_initialize", "lode_region_step", "lode_region_logits", "lode_region_mask",
        "lode_region_bias", "lode_region_tokens", "lode_region_vocabulary", "lode_region_argument", "lode_region_rings", "lode_other", "memory",
    ];

    readonly string _path = Path.Combine(Path.GetTempPath(), $"lode-hostile-{Environment.ProcessId}-{Guid.NewGuid():N}.wasm");

    public HostileModuleTests() => Assert.SkipUnless(Wasm.EngineSupport.IsSupported, Wasm.EngineSupport.Reason ?? "");

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void Exports_with_wrong_signatures_are_refused_or_do_what_they_can()
    {
        Random random = new(21);
        HostileRuns found = new();
        string alone = HonestRun.Run(Programs.Load("probe"), static () => { });
        for (int batch = 0; batch < 12; batch++)
        {
            HonestRun.Run(Programs.Load("probe"), () =>
            {
                for (int i = 0; i < 8; i++)
                    Try(Module(random), found);
            }).ShouldBe(alone);
        }
        found.Ends.Keys.ShouldBe(["Program", "Answer", "Trap", "went on"], ignoreOrder: true, string.Join(", ", found.Ends));
    }

    [Fact]
    public void Modules_with_changed_bytes_are_refused_or_do_what_they_can()
    {
        Random random = new(22);
        HostileRuns found = new();
        byte[] whole = File.ReadAllBytes(Programs.PathOf("hostile"));
        string alone = HonestRun.Run(Programs.Load("probe"), static () => { });
        for (int batch = 0; batch < 12; batch++)
        {
            HonestRun.Run(Programs.Load("probe"), () =>
            {
                for (int i = 0; i < 8; i++)
                {
                    byte[] changed = [.. whole];
                    for (int change = random.Next(1, 4); change > 0; change--)
                        changed[random.Next(whole.Length)] = (byte)random.Next(256);
                    Try(changed, found);
                }
            }).ShouldBe(alone);
        }
        found.Ends.Keys.ShouldContain("Program");
        found.Ends.Keys.Except(["Program"]).ShouldNotBeEmpty();
    }

    void Try(byte[] module, HostileRuns found)
    {
        File.WriteAllBytes(_path, module);
        try
        {
            using ModelDriver driver = new(Controller.Load(_path,
                new ControllerOptions { Limits = HostileRuns.Limits, VocabularyFolder = null, RegionFolder = null }))
            { TokenCapacity = 1 << 20 };
            found.Run(driver, "1 5");
        }
        catch (ControllerException error)
        {
            error.Message.ShouldContain(_path);
            found.Count(error.Fault.ToString());
        }
    }

    /// <summary>A module with exports of the contract's names, of which one or two are something else.</summary>
    static byte[] Module(Random random)
    {
        GuestBuilder builder = new();
        HashSet<string> wrong = [.. Enumerable.Range(0, random.Next(3)).Select(_ => s_names[random.Next(s_names.Length)])];
        if (wrong.Contains("memory"))
            builder.Global('i', false, Op.Int32(1)).Export("memory", 3, 0);
        else
            builder.Memory(40, random.Next(2) == 0 ? null : 40);
        int room = 65536;
        foreach (string name in s_names.Where(static name => name != "memory"))
        {
            bool isRegion = name.StartsWith("lode_region_", StringComparison.Ordinal);
            if (name == "lode_other" && !wrong.Contains(name) || name is not ("lode_abi" or "lode_step" or "lode_region_step") && random.Next(3) == 0)
                continue;
            string parameters = isRegion ? "i" : "", results = name is "lode_prepare" or "_initialize" ? "" : "i";
            if (wrong.Contains(name) && random.Next(3) != 0)
                (parameters, results) = (Kinds(random), Kinds(random));
            byte[] body = [.. results.SelectMany(kind => Number(kind, isRegion ? Place(random, wrong.Contains(name), ref room) : Answer(random, name)))];
            if (wrong.Contains(name) && random.Next(4) == 0)
                body = Op.Unreachable;
            builder.Function(name, parameters, results, body);
        }
        return builder.ToArray();
    }

    static string Kinds(Random random) => new([.. Enumerable.Range(0, random.Next(4)).Select(_ => "ilfd"[random.Next(4)])]);

    static int Place(Random random, bool wrong, ref int room)
    {
        int place = room;
        room += 65536;
        return wrong ? random.Next(4) switch { 0 => 0, 1 => place + 8, 2 => 65536, _ => -4096 } : place;
    }

    static int Answer(Random random, string name) => name == "lode_abi" ? 1 : random.Next(20) == 0 ? random.Next() : 0;

    static byte[] Number(char kind, int value) => kind switch
    {
        'i' => Op.Int32(value),
        'l' => Op.Int64(value),
        'f' => [0x43, 0, 0, 0, 0],
        _ => [0x44, 0, 0, 0, 0, 0, 0, 0, 0],
    };
}
