using System.Diagnostics;
using System.Text;

namespace Lode.Control.Tests.Worker;

/// <summary>Constraints, shares, published regions and rings do in another process what they do in this one.</summary>
public sealed class ReadingParityTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("lode-test-").FullName;

    /// <summary>Arguments of the program <c>reading</c>, and rounds.</summary>
    public static TheoryData<string, int> Scripts => new()
    {
        { "init regex (the|on)\\x20(in|th)z{2}\nstep sampled 0\nstep allow 0", 20 },
        { "init regex a(b\ninit regex ab?\n0 allow 0 say\n0 advance 0 2\n0 allow 0 say\n0 back 0 1\n0 free 0\n0 allow 0 say", 1 },
        { "init regex x(aa|bb)x\ninit advance 0 25\n0 fork 2\n0/0 advance 0 2\n0/1 advance 0 3\n0/0 allow 0\n0/1 allow 0\n1 sampled 0\n1 allow 0\n2 sampled 0\n2 allow 0", 3 },
        { "init regex [ab]*a[ab]{40}\n" + Letters(2_000), 1 },
        { "init share 2\ninit write 0 5000 needle\ninit publish 0 NAME\ninit publish 0 NAME\ninit map region\ninit find needle\n0 fork 2\n0/1 find needle\n0/1 text 0 5000\n1/1 poke", 2 },
        { "init share 1\ninit publish 0 other\ninit size region\ninit map region\ninit size data\ninit map data\ninit find needle\n0 poke", 1 },
        { "init share 4\ninit read 1 0 100 5000 data 5\n0 wait\n1 drain\n1 hash 0 0 16384\n1 read 2 0 0 100 other 0\n1 drain\n2 read 3 0 0 100 data 10003\n2 wait\n3 drain\n3 text 0 0", 4 },
        { "init share 1\n0 wait\n1 counters 70 0\n1 kick\n2 wait", 3 },
    };

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Scripts))]
    public void A_script_does_the_same_in_both(string script, int rounds)
    {
        string data = Path.Combine(_folder, "data");
        File.WriteAllText(data, new string('x', 10_000) + "needle");
        string name = $"parity-{Guid.NewGuid():N}";
        script = script.Replace("NAME", name, StringComparison.Ordinal);
        using ModelDriver here = Driver(Programs.Load("reading", regionFolder: ControllerOptions.DefaultRegionFolder), data, name);
        // How many rounds it waits for a read is chance.
        bool isTimed = script.Contains(" read ", StringComparison.Ordinal);
        string expected = Describe(here, here.Run(script, rounds), name, isTimed);
        using WorkerHost host = new();
        using ModelDriver there = Driver(host.Load("reading"), data, name);
        Describe(there, there.Run(script, rounds), name, isTimed).ShouldBe(expected);
        host.Warnings.ShouldBeEmpty();
        here.Log.ShouldNotBeEmpty();
    }

    static ModelDriver Driver(Controller controller, string data, string name) => new(controller)
    {
        Files = [new("data", data), new("region", name, IsRegion: true)],
        Publishes = [name],
        BeforeStep = AwaitCompletion,
    };

    static void AwaitCompletion(SequenceController sequence)
    {
        long begin = Stopwatch.GetTimestamp();
        while (sequence.IsWaiting)
        {
            Stopwatch.GetElapsedTime(begin).ShouldBeLessThan(TimeSpan.FromSeconds(60));
            Thread.Sleep(1);
        }
    }

    static string Describe(ModelDriver driver, IReadOnlyList<Driven> sequences, string name, bool isTimed)
    {
        StringBuilder text = new();
        foreach (Driven driven in sequences)
        {
            // Descriptors and processes have other numbers.
            string error = driven.Error?.Message.Split('\n')[0].Split("/proc/")[0] ?? "";
            text.AppendLine($"{driven.Number}: {(isTimed ? "" : string.Join(' ', driven.Tokens))}; stopped {driven.IsStopped}, {driven.Error?.Fault} {error}");
        }
        foreach ((int sequence, string line) in driver.LogBySequence)
            text.AppendLine($"{sequence} said {line.Replace(name, "NAME", StringComparison.Ordinal)}");
        return text.ToString();
    }

    static string Letters(int lines)
    {
        Random random = new(1);
        return string.Join('\n', Enumerable.Range(0, lines).Select(_ => "0 advance 0 " + string.Join(' ', Enumerable.Range(0, 60).Select(_ => 2 + random.Next(2)))));
    }
}
