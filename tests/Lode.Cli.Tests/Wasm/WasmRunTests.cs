using System.Diagnostics;
using System.Text.Json;

namespace Lode.Cli.Tests;

public sealed class WasmRunTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_program_is_given_its_name_and_its_arguments_as_they_are() =>
        GuestFiles.Run("--", "args", "--dir", "", "a b", "ä").ShouldSucceed().Output.ShouldBe("probe.wasm\nargs\n--dir\n\na b\nä\n");

    [Fact]
    public void Its_environment_is_what_is_named()
    {
        CommandInput input = new() { Environment = { ["LODE_TEST_HERE"] = "of here" } };
        GuestFiles.Run(input, "--env", "A=1=2", "--env", "LODE_TEST_HERE", "--env", "EMPTY=", "--", "env").ShouldSucceed().Output
            .ShouldBe("A=1=2\nLODE_TEST_HERE=of here\nEMPTY=\n");
        GuestFiles.Run(input, "--", "env").ShouldSucceed().Output.ShouldBe("");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(42)]
    [InlineData(255)]
    public void Its_exit_code_is_that_of_the_command(int code)
    {
        CommandResult result = GuestFiles.Run("--", "exit", $"{code}");
        (result.ExitCode, result.Output, result.Errors).ShouldBe((code, "", ""));
    }

    [Fact]
    public void Bytes_pass_through_unchanged()
    {
        byte[] bytes = new byte[1_000_000];
        new Random(1).NextBytes(bytes);
        GuestFiles.Run(new CommandInput { Bytes = bytes }, "--", "cat").ShouldSucceed().OutputBytes.ShouldBe(bytes);
        GuestFiles.Run("--", "error", "only this").ShouldSucceed().Errors.ShouldBe("only this");
    }

    [Fact]
    public void Files_are_read_and_written_where_it_may()
    {
        File.WriteAllText(_folder.File("in"), "the input");
        string folder = $"{_folder.Path}::/data";
        GuestFiles.Run("--dir", folder, "--", "cat", "/data/in").ShouldSucceed().Output.ShouldBe("the input");
        GuestFiles.Run(new CommandInput { Text = "the output" }, "--dir", folder, "--", "write", "/data/out").ShouldSucceed();
        File.ReadAllText(_folder.File("out")).ShouldBe("the output");
        GuestFiles.Run("--dir", folder, "--", "cat", "/data/../in").Output.ShouldBe("error 76\n"); // ENOTCAPABLE
        GuestFiles.Run("--dir", $"{folder}:ro", "--", "cat", "/data/in").ShouldSucceed().Output.ShouldBe("the input");
        GuestFiles.Run(new CommandInput { Text = "x" }, "--dir", $"{folder}:ro", "--", "write", "/data/out").Output.ShouldBe("error 69\n"); // EROFS
        GuestFiles.Run("--", "cat", "/data/in").Output.ShouldBe("error 44\n"); // ENOENT
        GuestFiles.Run(new CommandInput { Folder = _folder.Path }, "--dir", ".", "--", "cat", "./in").ShouldSucceed().Output.ShouldBe("the input");
    }

    [Fact]
    public void A_file_is_mapped_into_its_memory_or_read()
    {
        string text = string.Concat(Enumerable.Repeat("0123456789", 1000));
        File.WriteAllText(_folder.File("file"), text);
        string map = $"name={_folder.File("file")}";
        GuestFiles.Run("--map", map, "--", "map", "name").ShouldSucceed().Output.ShouldBe($"10000\n0\n{text}");
        GuestFiles.Run("--map", map, "--", "cat", "/map/name").ShouldSucceed().Output.ShouldBe(text);
        GuestFiles.Run("--map", map, "--", "map", "other").ShouldSucceed().Output.ShouldBe("-1\n44\n");
        GuestFiles.Run("--", "map", "name").ShouldSucceed().Output.ShouldBe("-1\n44\n");
        CommandResult written = GuestFiles.Run("--map", map, "--", "map", "name", "and write");
        written.ExitCode.ShouldBe(134);
        written.Errors.ShouldStartWith("lode: error: the program trapped: store to memory that is mapped for reading only");
        File.ReadAllText(_folder.File("file")).ShouldBe(text);
    }

    [Fact]
    public void An_empty_file_and_one_that_is_too_long_are_answered()
    {
        File.WriteAllText(_folder.File("empty"), "");
        File.WriteAllBytes(_folder.File("long"), new byte[(1 << 18) + 1]);
        GuestFiles.Run("--map", $"x={_folder.File("empty")}", "--", "map", "x").ShouldSucceed().Output.ShouldBe("0\n0\n");
        GuestFiles.Run("--map", $"x={_folder.File("long")}", "--", "map", "x").ShouldSucceed().Output.ShouldBe($"{(1 << 18) + 1}\n28\n"); // EINVAL
    }

    [Fact]
    public void A_trap_says_why_and_where()
    {
        CommandResult result = GuestFiles.Run("--", "trap");
        result.ExitCode.ShouldBe(134);
        string[] lines = result.Errors.TrimEnd('\n').Split('\n');
        lines[0].ShouldBe("lode: error: the program trapped: unreachable");
        lines[1].ShouldStartWith($"  at {GuestFiles.Probe}: function ");
        lines[1].ShouldContain("(fail)");
        lines[^1].ShouldContain("(_start)");
        GuestFiles.Run("--", "null").Errors.ShouldStartWith("lode: error: the program trapped: out of bounds memory access");
    }

    [Fact]
    public void Calls_may_be_deep_but_not_endless()
    {
        GuestFiles.Run("--", "deep", "100000").ShouldSucceed().Output.ShouldBe("100001\n");
        CommandResult result = GuestFiles.Run("--", "deep", "100000000");
        result.ExitCode.ShouldBe(134);
        result.Errors.ShouldStartWith("lode: error: the program trapped: call stack exhausted");
        result.Errors.ShouldContain("functions around it");
    }

    [Fact]
    public void Memory_is_bounded()
    {
        GuestFiles.Run("--", "grow", "100").ShouldSucceed().Output.ShouldNotBe("-1\n");
        GuestFiles.Run("--memory-max", "1M", "--", "grow", "100").ShouldSucceed().Output.ShouldBe("-1\n");
        GuestFiles.Run("--memory-max", "1K", "--", "args").ShouldFail(1).ShouldEndWith("give it more with --memory-max");
    }

    [Theory]
    [InlineData("spin")]
    [InlineData("sleep", "100000")]
    public void A_program_that_takes_too_long_is_ended(params string[] arguments)
    {
        CommandResult result = GuestFiles.Run(["--timeout", "0.3", "--", .. arguments]);
        (result.ExitCode, result.Output, result.Errors).ShouldBe((124, "", $"lode: error: {GuestFiles.Probe} was ended after 0.3 s (--timeout)\n"));
    }

    [Fact]
    public void A_program_that_waits_for_input_is_ended_too()
    {
        CommandResult result = Shell.Run(
            $"mkfifo '{_folder.File("pipe")}' && exec 3<>'{_folder.File("pipe")}' && {Shell.Lode} wasm run \"$1\" --timeout 0.3 -- cat <&3", GuestFiles.Probe);
        (result.ExitCode, result.Output).ShouldBe((124, ""));
    }

    [Fact]
    public void A_program_that_is_quick_enough_notices_no_timeout() =>
        GuestFiles.Run("--timeout", "100", "--", "sleep", "20").ShouldSucceed().Output.ShouldBe("awake\n");

    [Fact]
    public void Ctrl_C_ends_a_program_that_computes()
    {
        using Process process = LodeCommand.Start(new CommandInput(), "wasm", "run", GuestFiles.Probe, "--", "yes");
        process.StandardOutput.BaseStream.ReadExactly(new byte[4]);
        Signals.SendInterrupt(process);
        CommandResult result = LodeCommand.Finish(process);
        (result.ExitCode, result.Errors).ShouldBe((130, ""));
    }

    [Fact]
    public void A_reader_that_goes_away_ends_the_program_quietly()
    {
        CommandResult result = Shell.Run($"{Shell.Lode} wasm run \"$1\" -- yes | head -c 8", GuestFiles.Probe);
        (result.ExitCode, result.Output, result.Errors).ShouldBe((0, "yes\nyes\n", ""));
        CommandResult code = Shell.Run($"{{ {Shell.Lode} wasm run \"$1\" -- yes; echo code $? >&2; }} | head -c 8", GuestFiles.Probe);
        code.Errors.ShouldBe("code 0\n");
    }

    [Fact]
    public void Streams_that_are_closed_are_closed_for_the_program_and_never_something_of_the_hosts_own()
    {
        const int BadDescriptor = 108; // 100 and EBADF
        Shell.Run($"{Shell.Lode} wasm run \"$1\" -- args >&-", GuestFiles.Probe).ExitCode.ShouldBe(BadDescriptor);
        Shell.Run($"{Shell.Lode} wasm run \"$1\" -- cat <&-", GuestFiles.Probe).ExitCode.ShouldBe(BadDescriptor);
        Shell.Run($"{Shell.Lode} wasm run \"$1\" -- error x <&- >&- 2>&-", GuestFiles.Probe).ExitCode.ShouldBe(BadDescriptor);
    }

    [Fact]
    public void A_full_disk_is_the_programs_affair()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "needs /dev/full");
        Shell.Run($"{Shell.Lode} wasm run \"$1\" -- args > /dev/full", GuestFiles.Probe).ExitCode.ShouldBe(151); // 100 and ENOSPC
    }

    [Fact]
    public void Standard_output_and_standard_input_may_be_files()
    {
        File.WriteAllText(_folder.File("in"), "some text");
        Shell.Run($"cd '{_folder.Path}' && echo before > out && {Shell.Lode} wasm run \"$1\" -- cat < in >> out", GuestFiles.Probe).ShouldSucceed();
        File.ReadAllText(_folder.File("out")).ShouldBe("before\nsome text");
    }

    [Fact]
    public void A_function_is_called_with_numbers()
    {
        GuestFiles.Run("--invoke", "add", "--", "3", "-5").ShouldSucceed().Output.ShouldBe("-2\n");
        GuestFiles.Run("--invoke", "add", "--", "4294967295", "0").ShouldSucceed().Output.ShouldBe("-1\n");
        GuestFiles.Run("--invoke", "half", "--", "0.5").ShouldSucceed().Output.ShouldBe("0.25\n");
        GuestFiles.Run("--invoke", "add", "--", "3").ShouldFail(2).ShouldBe("'add' is [i32 i32] -> [i32]: expected 2 numbers behind '--', found 1");
        GuestFiles.Run("--invoke", "add", "--", "3", "x").ShouldFail(2).ShouldBe("expected a number of type i32, found 'x'");
        GuestFiles.Run("--invoke", "ad").ShouldFail(1).ShouldBe($"{GuestFiles.Probe} exports no function 'ad'; it exports _start, add, half");
    }

    [Fact]
    public void The_report_says_how_it_went()
    {
        string report = _folder.File("report.json");
        GuestFiles.Run("--json", report, "--", "exit", "7").ExitCode.ShouldBe(7);
        JsonElement json = JsonDocument.Parse(File.ReadAllText(report)).RootElement;
        json.GetProperty("end").GetString().ShouldBe("exited");
        json.GetProperty("exit_code").GetInt32().ShouldBe(7);
        json.GetProperty("trap").ValueKind.ShouldBe(JsonValueKind.Null);
        json.GetProperty("code_bytes").GetInt64().ShouldBeGreaterThan(1000);
        json.GetProperty("memory_bytes").GetInt64().ShouldBeGreaterThanOrEqualTo(65_536);
        json.GetProperty("times_us").EnumerateObject().Select(time => time.Name).ShouldBe(["open", "prepare", "run"]);

        CommandResult trapped = GuestFiles.Run("--json", "-", "--", "trap");
        JsonElement trap = trapped.Json.GetProperty("trap");
        trapped.Json.GetProperty("end").GetString().ShouldBe("trapped");
        trap.GetProperty("kind").GetString().ShouldBe("Unreachable");
        trap.GetProperty("frames").GetArrayLength().ShouldBe(2);
        GuestFiles.Run("--json", "-", "--", "args").Output.ShouldStartWith("probe.wasm\nargs\n{");
    }
}
