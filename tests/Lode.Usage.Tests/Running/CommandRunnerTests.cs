using System.Globalization;
using Lode.Tests;
using Lode.Usage.Running;
using static Lode.Usage.Tests.Running.TestPrograms;

namespace Lode.Usage.Tests.Running;

[Collection(Alone.Name)]
public sealed class CommandRunnerTests
{
    [Theory]
    [InlineData(0, true)]
    [InlineData(3, true)]
    [InlineData(125, false)]
    [InlineData(255, false)]
    public void The_exit_code_is_the_commands(int code, bool trace)
    {
        RunResult result = Shell($"exit {code}", new RunSettings { Trace = trace });
        result.ExitCode.ShouldBe(code);
        result.Signal.ShouldBeNull();
        result.TimedOut.ShouldBeFalse();
    }

    [Theory]
    [InlineData(2, true)]
    [InlineData(3, true)]
    [InlineData(9, true)]
    [InlineData(15, true)]
    [InlineData(2, false)]
    [InlineData(15, false)]
    public void A_command_that_a_signal_ends_has_128_and_its_number(int signal, bool trace)
    {
        RunResult result = Run(new RunSettings { Trace = trace }, Raise.Require(), Text(signal));
        result.Signal.ShouldBe(signal);
        result.ExitCode.ShouldBe(128 + signal);
    }

    [Theory]
    [InlineData("no-such-program-anywhere")]
    [InlineData("/no/such/path")]
    [InlineData("/dev/null/x")]
    public void What_is_not_there_is_not_found(string name)
    {
        TestProgram.RequireLinux();
        Should.Throw<CommandNotFoundException>(() => Run(new RunSettings(), name)).Message.ShouldContain(name);
    }

    [Fact]
    public void What_is_no_program_is_not_executable()
    {
        TestProgram.RequireLinux();
        Should.Throw<CommandNotExecutableException>(() => Run(new RunSettings(), "/")).Message.ShouldContain("cannot be run");
        string file = TestProgram.NewFile();
        File.WriteAllText(file, "text");
        Should.Throw<CommandNotExecutableException>(() => Run(new RunSettings(), file));
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        Should.Throw<CommandNotExecutableException>(() => Run(new RunSettings(), file)).Message.ShouldContain("#!");
    }

    [Theory]
    [InlineData(200, true)]
    [InlineData(400, true)]
    [InlineData(400, false)] // more than what runs the tests
    public void The_peak_of_a_large_command_is_true(int megabytes, bool trace)
    {
        double touched = (long)megabytes << 20;
        RunResult result = Run(new RunSettings { Trace = trace }, Allocate.Require(), Text(megabytes));
        result.PeakKind.ShouldBe(PeakKind.Exact);
        ((double)result.PeakBytes!.Value).ShouldBeInRange(touched, touched * 1.01);
    }

    [Fact]
    public void The_peak_of_a_command_smaller_than_what_runs_it_is_true()
    {
        const long Touched = 20L << 20; // less than what runs the tests
        RunResult result = Run(new RunSettings { SamplesPerSecond = 1000 }, Allocate.Require(), "20");
        result.PeakKind.ShouldBe(PeakKind.Exact);
        result.PeakBytes!.Value.ShouldBeInRange(Touched, Touched + (2 << 20));
        result.AnonymousBytes!.Value.ShouldBeInRange(Touched, Touched + (1 << 20));
        result.FileBytes!.Value.ShouldBeInRange(4096, 4 << 20);
        result.PeakAnonymousBytes!.Value.ShouldBeInRange(Touched, Touched + (1 << 20));
        result.Samples.ShouldNotBeEmpty();
        result.Samples[^1].ResidentBytes.ShouldBe(result.Samples[^1].FileBytes + result.Samples[^1].AnonymousBytes);
    }

    [Fact]
    public void The_peak_of_true_is_true_or_honestly_bounded()
    {
        TestProgram.RequireLinux();
        int exact = 0;
        for (int i = 0; i < 100; i++)
        {
            RunResult result = Run(new RunSettings(), "true");
            if (result.PeakKind == PeakKind.Exact)
            {
                exact++;
                result.PeakBytes!.Value.ShouldBeInRange(1_000_000, 1_400_000);
            }
            else
            {
                result.PeakKind.ShouldBe(PeakKind.AtMost);
                result.PeakBytes!.Value.ShouldBeGreaterThan(4 << 20);
                result.Notes.ShouldNotBeEmpty();
            }
        }
        exact.ShouldBeGreaterThanOrEqualTo(95);
    }

    [Fact]
    public void Without_a_trace_a_small_peak_is_a_bound()
    {
        TestProgram.RequireLinux();
        RunResult result = Run(new RunSettings { Trace = false, SamplesPerSecond = 0 }, "true");
        result.PeakKind.ShouldBe(PeakKind.AtMost);
        result.PeakBytes!.Value.ShouldBeGreaterThanOrEqualTo(4 << 20);
        result.Samples.ShouldBeEmpty();
    }

    [Fact]
    public void A_command_that_becomes_another_keeps_the_larger_peak()
    {
        RunResult large = Run(new RunSettings(), Allocate.Require(), "400", "true");
        large.PeakKind.ShouldBe(PeakKind.Exact);
        large.PeakBytes!.Value.ShouldBeGreaterThanOrEqualTo(400L << 20);

        RunResult small = Run(new RunSettings(), Allocate.Require(), "20", Allocate.Require(), "1");
        small.PeakKind.ShouldBe(PeakKind.Sampled); // the first program's true peak is nowhere to be read
    }

    [Fact]
    public void A_command_with_children_smaller_than_what_runs_it_has_a_bound()
    {
        string program = Allocate.Require();
        RunResult result = Shell($"{program} 20; exit 4", new RunSettings());
        result.ExitCode.ShouldBe(4);
        result.PeakKind.ShouldBe(PeakKind.AtMost);
        result.PeakBytes!.Value.ShouldBeGreaterThanOrEqualTo(20 << 20);
    }

    [Fact]
    public void Faults_are_counted()
    {
        RunResult result = Run(new RunSettings(), Fault.Require(), "10000");
        result.MinorFaults.ShouldBeInRange(10_000, 10_500);
    }

    [Fact]
    public void Switches_are_counted()
    {
        RunResult result = Run(new RunSettings(), TestPrograms.Wait.Require(), "1000");
        result.VoluntarySwitches.ShouldBeInRange(1000, 1100);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Bytes_through_system_calls_are_counted(bool trace)
    {
        RunResult result = Run(new RunSettings { Trace = trace }, Transfer.Require());
        result.BytesRead!.Value.ShouldBeInRange(3_000_000, 3_100_000); // and the headers of libraries
        result.BytesWritten.ShouldBe(2_000_000);
    }

    [Fact]
    public void A_command_that_dies_at_once_has_figures_that_are_not_wrong()
    {
        string program = Die.Require();
        for (int i = 0; i < 50; i++)
        {
            RunResult result = Run(new RunSettings { SamplesPerSecond = 1000 }, program);
            result.ExitCode.ShouldBe(5);
            result.PeakKind.ShouldBeOneOf(PeakKind.Exact, PeakKind.AtMost);
            if (result.PeakKind == PeakKind.Exact)
                result.PeakBytes!.Value.ShouldBeLessThan(1 << 20);
        }
    }

    [Fact]
    public void A_command_whose_first_thread_ends_first_is_not_mistaken()
    {
        RunResult result = Run(new RunSettings { SamplesPerSecond = 1000 }, Threads.Require());
        result.ExitCode.ShouldBe(6);
        result.PeakKind.ShouldBe(PeakKind.Sampled);
        result.PeakBytes!.Value.ShouldBeInRange(1 << 20, 40 << 20);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_command_whose_time_is_over_is_killed_with_all_that_it_started(bool trace)
    {
        string program = Stubborn.Require();
        string file = TestProgram.NewFile();
        RunResult result = Shell($"{program} & echo $! > {file}; ({program} & echo $! >> {file}); exec {program}",
            new RunSettings { Trace = trace, Timeout = TimeSpan.FromMilliseconds(700) });
        result.TimedOut.ShouldBeTrue();
        result.ExitCode.ShouldBe(137);
        result.WallUs.ShouldBeGreaterThan(600_000);
        string[] started = File.ReadAllLines(file);
        started.Length.ShouldBe(2);
        foreach (string process in started)
            WaitUntilGone(process);
    }

    [Fact]
    public void A_command_that_keeps_its_time_is_not_killed()
    {
        RunResult result = Shell("exit 3", new RunSettings { Timeout = TimeSpan.FromMinutes(1) });
        result.TimedOut.ShouldBeFalse();
        result.ExitCode.ShouldBe(3);
    }

    [Fact]
    public void A_cancelled_command_is_killed()
    {
        string program = Stubborn.Require();
        using CancellationTokenSource source = new(TimeSpan.FromMilliseconds(300));
        Should.Throw<OperationCanceledException>(() => CommandRunner.Run(CommandLine.FromStrings(program), new RunSettings(), source.Token));
    }

    [Fact]
    public void A_tree_is_the_sum_of_its_processes()
    {
        TestProgram.RequireLinux();
        const string Script = "sleep 0.5 & (sleep 0.5 &); sleep 0.4; wait";
        long one = Shell(Script, new RunSettings()).Samples.Max(sample => sample.ResidentBytes);
        long all = Shell(Script, new RunSettings { Tree = true }).Samples.Max(sample => sample.ResidentBytes);
        all.ShouldBeGreaterThan(2 * one); // a shell and three others, one of them an orphan
    }

    [Fact]
    public void The_proportional_share_is_read_on_request()
    {
        RunResult result = Run(new RunSettings { Pss = true }, Allocate.Require(), "50");
        result.PssBytes!.Value.ShouldBeInRange(50L << 20, 52L << 20);
    }

    [Fact]
    public void Counters_are_told_or_refused_in_a_note()
    {
        TestProgram.RequireLinux();
        RunResult result = Run(new RunSettings { Counters = true }, "true");
        if (result.Counters is HardwareCounters counters)
            counters.Instructions!.Value.ShouldBeGreaterThan(10_000);
        else
            result.Notes.ShouldContain(note => note.Contains("counters"));
    }

    [Fact]
    public void A_program_with_privileges_of_its_own_is_not_traced()
    {
        Raise.Require();
        if (!OperatingSystem.IsLinux())
            return;
        string program = TestProgram.NewFile();
        File.Copy(Raise.Require(), program);
        File.SetUnixFileMode(program, UnixFileMode.SetUser | UnixFileMode.UserRead | UnixFileMode.UserExecute);
        RunResult result = Run(new RunSettings(), program, "15");
        result.ExitCode.ShouldBe(143);
        result.Notes.ShouldContain(note => note.Contains("privileges"));
    }

    [Fact]
    public void Output_can_be_discarded()
    {
        string file = TestProgram.NewFile();
        Shell($"exec 3>&1; readlink /proc/self/fd/3 > {file}", new RunSettings { DiscardOutput = true });
        File.ReadAllText(file).ShouldBe("/dev/null\n");
    }

    [Fact]
    public void Commands_find_default_dispositions_and_an_empty_mask()
    {
        string file = TestProgram.NewFile();
        Shell($"grep -E '^Sig(Blk|Ign)' /proc/self/status > {file}", new RunSettings());
        string[] lines = File.ReadAllLines(file);
        Mask(lines[0]).ShouldBe(0UL);
        (Mask(lines[1]) & 1UL << 12).ShouldBe(0UL, "SIGPIPE"); // which .NET itself ignores
        (Mask(lines[1]) & 1UL << 19).ShouldBe(Mask(OwnIgnored()) & 1UL << 19, "SIGTSTP");
    }

    [Fact]
    public void Many_runs_leave_nothing_behind()
    {
        TestProgram.RequireLinux();
        Shell("true", new RunSettings { Counters = true });
        for (int i = 0; i < 200; i++)
            Run(new RunSettings { Trace = i % 2 == 0, SamplesPerSecond = i % 3 == 0 ? 0 : 1000, Tree = i % 3 != 0 && i % 5 == 0, Counters = true }, "true");
        string[] descriptors = [.. Directory.GetFiles("/proc/self/fd").Select(file => new FileInfo(file).LinkTarget ?? "")];
        descriptors.ShouldNotContain(target => target.StartsWith("/proc/", StringComparison.Ordinal) && target.Contains("/stat"));
        descriptors.ShouldNotContain(target => target.Contains("perf_event"));
        string file = TestProgram.NewFile();
        Shell($"ps -o stat=,comm= --ppid {Environment.ProcessId} > {file}; true", new RunSettings());
        File.ReadAllLines(file).ShouldNotContain(line => line.StartsWith('Z') && line.Contains("true"));
    }

    [Fact]
    public void Settings_out_of_range_are_refused()
    {
        TestProgram.RequireLinux();
        Should.Throw<ArgumentException>(() => Run(new RunSettings { SamplesPerSecond = 1001 }, "true")).Message.ShouldContain("1000");
        Should.Throw<ArgumentException>(() => Run(new RunSettings { Timeout = TimeSpan.Zero }, "true"));
        Should.Throw<ArgumentException>(() => Run(new RunSettings { Tree = true, SamplesPerSecond = 0 }, "true"));
    }

    static RunResult Shell(string script, RunSettings settings)
    {
        TestProgram.RequireLinux();
        return Run(settings, "sh", "-c", script);
    }

    static RunResult Run(RunSettings settings, params string[] words) => CommandRunner.Run(CommandLine.FromStrings(words), settings);

    static string OwnIgnored() => File.ReadLines("/proc/self/status").First(line => line.StartsWith("SigIgn", StringComparison.Ordinal));

    static ulong Mask(string line) => ulong.Parse(line.AsSpan(line.IndexOf('\t') + 1), NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>A killed process may still be a zombie of the process that adopted it, which is gone for all purposes.</summary>
    static void WaitUntilGone(string process) =>
        SpinWait.SpinUntil(() => !File.Exists($"/proc/{process}/statm") || File.ReadAllText($"/proc/{process}/stat") is var stat
            && stat[stat.LastIndexOf(')') + 2] is 'Z' or 'X', TimeSpan.FromSeconds(20)).ShouldBeTrue(process);
}
