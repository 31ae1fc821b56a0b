namespace Lode.Cli.Tests;

public sealed class WasmErrorTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("there is no command 'wasm rum', did you mean 'run'?; see lode wasm --help", "rum")]
    [InlineData("no module was given: lode wasm run FILE [options] [-- ARGS]; see lode wasm run --help", "run")]
    [InlineData("no module was given: lode wasm run FILE [options] [-- ARGS]; see lode wasm run --help", "run", "--", "x.wasm")]
    [InlineData("unexpected argument 'y'; what is for the program follows '--'; see lode wasm run --help", "run", "x.wasm", "y")]
    [InlineData("unknown option '--timout', did you mean '--timeout'?; see lode wasm run --help, or put '--' before a text that begins with '-'", "run", "x.wasm", "--timout", "1", "--", "y")]
    [InlineData("--memory-max: expected a size such as 64M or 1G, found 'big'; see lode wasm run --help", "run", "x.wasm", "--memory-max", "big")]
    [InlineData("--timeout: expected a number from 0.001 to 1000000, found '0'; see lode wasm run --help", "run", "x.wasm", "--timeout", "0")]
    public void A_wrong_command_line_is_one_line_and_exit_code_2(string message, params string[] arguments) =>
        LodeCommand.Run(["wasm", .. arguments]).ShouldFail(2).ShouldBe(message);

    [Theory]
    [InlineData("--dir: expected HOST, HOST::GUEST or HOST::GUEST:ro, found '::x'; see lode wasm run --help", "--dir", "::x")]
    [InlineData("--dir: expected HOST, HOST::GUEST or HOST::GUEST:ro, found ':ro'; see lode wasm run --help", "--dir", ":ro")]
    [InlineData("--env: expected NAME=VALUE, found '=x'; see lode wasm run --help", "--env", "=x")]
    [InlineData("--env: there is no variable 'LODE_TEST_NOWHERE' here; give its value: LODE_TEST_NOWHERE=VALUE; see lode wasm run --help", "--env", "LODE_TEST_NOWHERE")]
    [InlineData("--map: expected NAME=FILE, where NAME has no '/', found 'x'; see lode wasm run --help", "--map", "x")]
    [InlineData("--map: expected NAME=FILE, where NAME has no '/', found 'a/b=c'; see lode wasm run --help", "--map", "a/b=c")]
    [InlineData("--map: the name 'a' was given twice; see lode wasm run --help", "--map", "a=b", "--map", "a=c")]
    public void A_wrong_gift_is_refused(string message, params string[] arguments) =>
        GuestFiles.Run(arguments).ShouldFail(2).ShouldBe(message);

    [Fact]
    public void What_cannot_be_run_says_why()
    {
        _ = GuestFiles.Probe;
        LodeCommand.Run("wasm", "run", "missing.wasm").ShouldFail(1).ShouldBe("there is no file missing.wasm");
        File.WriteAllText(_folder.File("text"), "no module");
        LodeCommand.Run("wasm", "run", _folder.File("text")).ShouldFail(1).ShouldContain("magic header not detected");
        File.WriteAllBytes(_folder.File("empty.wasm"), [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
        LodeCommand.Run("wasm", "run", _folder.File("empty.wasm")).ShouldFail(1)
            .ShouldBe($"{_folder.File("empty.wasm")} is no program: it exports no function '_start'; name one to call with --invoke: no functions");
        GuestFiles.Run("--dir", _folder.File("missing")).ShouldFail(1).ShouldStartWith($"cannot open the directory {_folder.File("missing")}");
        GuestFiles.Run("--map", $"x={_folder.File("missing")}").ShouldFail(1).ShouldStartWith($"cannot open the file {_folder.File("missing")}");
        GuestFiles.Run("--json", _folder.File("missing/report")).ShouldFail(1).ShouldStartWith("cannot write");
        // No object on standard output either: that is the program's.
        LodeCommand.Run("wasm", "run", "missing.wasm", "--json", "-").ShouldFail(1);
    }

    [Fact]
    public void An_import_that_nobody_defines_is_named()
    {
        _ = GuestFiles.Probe;
        // (module (import "env" "magic" (func)) (func (export "_start")))
        File.WriteAllBytes(_folder.File("imports.wasm"),
        [
            0, 0x61, 0x73, 0x6d, 1, 0, 0, 0,
            1, 4, 1, 0x60, 0, 0,
            2, 13, 1, 3, .. "env"u8, 5, .. "magic"u8, 0, 0,
            3, 2, 1, 0,
            7, 10, 1, 6, .. "_start"u8, 0, 1,
            10, 4, 1, 2, 0, 0x0b,
        ]);
        LodeCommand.Run("wasm", "run", _folder.File("imports.wasm")).ShouldFail(1).ShouldContain("imports \"env\" \"magic\"");
    }
}
