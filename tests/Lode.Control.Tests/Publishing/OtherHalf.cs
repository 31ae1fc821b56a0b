using System.Text;

namespace Lode.Control.Tests;

/// <summary>What <see cref="OtherProcess"/> runs.</summary>
public sealed class OtherHalf
{
    static readonly Lazy<StreamReader> s_input = new(() => new StreamReader(Console.OpenStandardInput()));

    [Fact]
    public void In_the_other_process()
    {
        string? kind = Environment.GetEnvironmentVariable(OtherProcess.Variable);
        Assert.SkipWhen(kind is null, "the other half of tests with two processes");
        s_input.Value.ReadLine();
        Say("ready");
        using IDisposable? state = kind == "guest" ? RunGuests() : HoldFiles();
    }

    /// <summary>A line of folder, region, name to publish and argument. Then a step for each line.</summary>
    static ModelDriver? RunGuests()
    {
        string[] words = s_input.Value.ReadLine()!.Split('|');
        ModelDriver driver = new(Programs.Load("reading", Programs.Patient with { MemoryBytes = 256 << 20 }, words[0]))
        {
            Files = words[1].Length == 0 ? [] : [new ControlFile("given", words[1], IsRegion: true)],
            Publishes = words[2].Length == 0 ? [] : [words[2]],
        };
        using ControllerRequest request = driver.Start(words[3].Replace('\\', '\n'));
        SequenceController sequence = ShareTests.Open(request);
        Say(string.Join(", ", driver.Log));
        while (s_input.Value.ReadLine() is { Length: > 0 })
        {
            int before = driver.Log.Count;
            ShareTests.Step(sequence);
            Say(string.Join(", ", driver.Log.Skip(before)));
        }
        return driver;
    }

    /// <summary>For each line: opens a path, and tells its descriptor; "memory" and "frozen" make shared memory.</summary>
    static IDisposable? HoldFiles()
    {
        List<IDisposable> held = [];
        while (s_input.Value.ReadLine() is { Length: > 0 } line)
        {
            if (line is "memory" or "frozen")
            {
                Memory.SharedMemory memory = new("lode-test", 8192);
                memory.Write(0, "secret"u8);
                if (line == "frozen")
                    memory.Freeze();
                held.Add(memory);
                Say($"{memory.File.DangerousGetHandle()}");
            }
            else
            {
                FileStream file = new(line, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
                held.Add(file);
                Say($"{file.SafeFileHandle.DangerousGetHandle()}");
            }
        }
        GC.KeepAlive(held);
        return null;
    }

    static void Say(string line)
    {
        // Not the console, which is the test runner's.
        using Stream output = Console.OpenStandardOutput();
        output.Write(Encoding.UTF8.GetBytes($"{OtherProcess.Answer}{line}\n"));
    }
}
