using System.Text;
using System.Text.Json;
using System.Xml.Linq;

namespace Lode.Cli.Tests.Stat;

public sealed class StatRunTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public StatRunTests() => Assert.SkipUnless(OperatingSystem.IsLinux(), "commands are measured on Linux");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_output_is_the_commands_own_and_the_report_goes_to_standard_error()
    {
        CommandResult result = LodeCommand.Run("stat", "--", "echo", "hello").ShouldSucceed();
        result.Output.ShouldBe("hello\n");
        foreach (string name in (string[])["wall time  ", "CPU time  ", "peak memory  ", "page faults  ", "switches  ", "disk blocks  ", "system calls  "])
            result.Errors.ShouldContain($"{name} ");
        result.Errors.ShouldNotContain("exit code");
    }

    [Theory]
    [InlineData("exit 3", 3, "exit code      3\n")]
    [InlineData("exit 125", 125, "exit code      125\n")]
    [InlineData("kill -TERM $$", 143, "signal         15 (TERM)\n")]
    [InlineData("kill -KILL $$", 137, "signal         9 (KILL)\n")]
    public void The_exit_code_is_the_commands_or_128_and_the_signal(string script, int code, string line)
    {
        CommandResult result = LodeCommand.Run("stat", "--", "sh", "-c", script);
        result.ExitCode.ShouldBe(code);
        result.Errors.ShouldContain(line);
    }

    [Fact]
    public void A_command_that_is_not_there_is_127_and_one_that_cannot_run_126()
    {
        LodeCommand.Run("stat", "--", "no-such-program-anywhere").ShouldFail(127).ShouldContain("no-such-program-anywhere");
        string file = _folder.File("text");
        File.WriteAllText(file, "no program");
        LodeCommand.Run("stat", "--", file).ShouldFail(126).ShouldContain(file);
    }

    [Theory]
    [InlineData("no command was given", "-n", "3")]
    [InlineData("unknown option '--colt', did you mean '--cold'?", "--colt", "x", "true")]
    [InlineData("there is no file /no/such/file", "--cold", "/no/such/file", "--", "true")]
    [InlineData("cannot write '/no/such/folder/x.json'", "--json", "/no/such/folder/x.json", "true")]
    [InlineData("--vs: ", "--vs", "echo 'open", "true")]
    [InlineData("--prepare: 'exit 4' ended with exit code 4", "--prepare", "exit 4", "true")]
    public void What_is_wrong_with_stat_itself_is_125(string message, params string[] arguments) =>
        LodeCommand.Run(["stat", .. arguments]).ShouldFail(125).ShouldContain(message);

    [Fact]
    public void Json_on_standard_output_follows_the_commands_own_output()
    {
        CommandResult result = LodeCommand.Run("stat", "--json", "-", "--", "echo", "first").ShouldSucceed();
        result.Output.ShouldStartWith("first\n{\n");
        JsonElement run = JsonDocument.Parse(result.Output["first\n".Length..]).RootElement.GetProperty("commands")[0].GetProperty("runs")[0];
        run.GetProperty("wall_us").GetInt64().ShouldBeGreaterThan(0);
        run.GetProperty("exit_code").GetInt32().ShouldBe(0);
    }

    [Fact]
    public void A_comparison_takes_turns_ends_in_a_sentence_and_throws_the_output_away()
    {
        string log = _folder.File("log");
        CommandResult result = LodeCommand.Run("stat", "-n", "5", "--warmup", "1", "--vs", $"sh -c 'echo b >> {log}; sleep 0.1; echo out'",
            "--", "sh", "-c", $"echo a >> {log}").ShouldSucceed();
        result.Output.ShouldBe("");
        File.ReadAllText(log).ShouldBe(string.Concat(Enumerable.Repeat("a\nb\n", 6)));
        result.Errors.ShouldContain("5 runs after 1 to warm up");
        result.Errors.ShouldMatch(@"(?m)^A is [\d,.]+ x faster than B \([\d,.]+ to [\d,.]+\)$");
    }

    [Fact]
    public void Another_figure_is_compared_on_request() =>
        LodeCommand.Run("stat", "-n", "5", "--metric", "voluntary-switches", "--vs", "sleep 0.01", "--", "sh", "-c", "for i in 1 2 3; do sleep 0.01; done")
            .ShouldSucceed().Errors.ShouldMatch(@"(?m)^B has [\d,.]+ x fewer voluntary switches than A ");

    [Fact]
    public void Failed_runs_are_listed_and_the_last_failure_is_the_exit_code()
    {
        string count = _folder.File("count");
        CommandResult result = LodeCommand.Run("stat", "-n", "3", "--show-output", "--", "sh", "-c", $"echo x >> {count}; echo run; exit $(($(wc -l < {count}) % 3))");
        result.ExitCode.ShouldBe(2);
        result.Output.ShouldBe("run\nrun\nrun\n");
        result.Errors.ShouldContain("failed runs of A, which count all the same: run 1 (exit code 1), run 2 (exit code 2)\n");
    }

    [Fact]
    public void An_interruption_ends_the_series_and_what_was_measured_is_told()
    {
        CommandResult result = LodeCommand.Run("stat", "-n", "50", "--", "sh", "-c", "kill -INT $$");
        result.ExitCode.ShouldBe(130);
        result.Errors.ShouldContain("1 run  ");
        result.Errors.ShouldContain("note: interrupted: fewer runs than asked for\n");
    }

    [Fact]
    public void The_preparation_is_run_before_each_run()
    {
        string log = _folder.File("log");
        LodeCommand.Run("stat", "-n", "2", "--prepare", $"echo prepare >> {log}", "--", "sh", "-c", $"echo run >> {log}").ShouldSucceed();
        File.ReadAllText(log).ShouldBe("prepare\nrun\nprepare\nrun\n");
    }

    [Fact]
    public void A_time_limit_kills_and_says_so()
    {
        CommandResult result = LodeCommand.Run("stat", "--timeout", "0.2", "--", "sleep", "60");
        result.ExitCode.ShouldBeGreaterThan(128);
        result.Errors.ShouldContain("time limit     reached\n");
    }

    [Fact]
    public void A_cold_file_is_read_from_the_disk_or_the_report_says_that_it_may_not_be()
    {
        string file = _folder.File("cold.bin");
        File.WriteAllBytes(file, new byte[1 << 20]);
        string errors = LodeCommand.Run("stat", "--cold", file, "--", "cat", file).ShouldSucceed().Errors;
        if (!errors.Contains("note", StringComparison.Ordinal))
            errors.ShouldNotContain("disk blocks    0 read");
    }

    [Fact]
    public void A_mapped_file_cannot_be_cold_and_the_report_says_so()
    {
        string file = _folder.File("mapped.bin");
        File.WriteAllBytes(file, new byte[1 << 20]);
        using FileStream stream = new(file, FileMode.Open, FileAccess.ReadWrite);
        using System.IO.MemoryMappedFiles.MemoryMappedFile map = System.IO.MemoryMappedFiles.MemoryMappedFile.CreateFromFile(
            stream, null, 0, System.IO.MemoryMappedFiles.MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
        using System.IO.MemoryMappedFiles.MemoryMappedViewAccessor view = map.CreateViewAccessor(0, 0, System.IO.MemoryMappedFiles.MemoryMappedFileAccess.Read);
        for (int i = 0; i < 1 << 20; i += 4096)
            view.ReadByte(i).ShouldBe((byte)0);
        LodeCommand.Run("stat", "--cold", file, "--", "true").ShouldSucceed().Errors.ShouldMatch(@"note +not cold: up to 1\.0 MiB of .*mapped\.bin stayed in the page cache");
    }

    [Fact]
    public void Files_are_written_in_every_format()
    {
        CommandResult result = LodeCommand.Run(new CommandInput { Folder = _folder.Path }, "stat", "--plot", "p.svg", "--json", "r.json", "--csv", "r.csv", "--markdown", "r.md",
            "--chart", "--", "sleep", "0.3").ShouldSucceed();
        result.Output.ShouldBe("");
        result.Errors.ShouldContain("█ anonymous  ░ mapped\n");
        XDocument.Load(_folder.File("p.svg")).Root!.Name.LocalName.ShouldBe("svg");
        JsonDocument.Parse(File.ReadAllText(_folder.File("r.json"))).RootElement.GetProperty("version").GetInt32().ShouldBe(1);
        File.ReadAllLines(_folder.File("r.csv")).Length.ShouldBe(2);
        File.ReadAllText(_folder.File("r.md")).ShouldContain("| A | `sleep 0.3` | 1 |");
        Directory.EnumerateFiles(_folder.Path).Count().ShouldBe(4);
    }

    [Fact]
    public void An_argument_that_is_no_utf_8_arrives_as_it_is()
    {
        // The shell makes the byte, and od shows what arrived.
        CommandResult result = Shell.Run($"{Shell.Lode} stat -- printf %s \"$(printf 'caf\\351')\" | od -An -tx1");
        result.Output.Trim().ShouldBe("63 61 66 e9");
    }

    [Fact]
    public void The_help_of_the_command_is_left_to_the_command() =>
        Encoding.UTF8.GetString(LodeCommand.Run("stat", "echo", "--help", "--explain").OutputBytes).ShouldNotContain("lode stat");
}
