using System.Diagnostics;
using Lode.Wasm.Assembly;

namespace Lode.Wasm.Tests.Runtime;

/// <summary>This test program once more, with code that no compiler should emit.</summary>
public sealed class BrokenGuestProcess
{
    const string Variable = "LODE_TEST_BROKEN_GUEST";

    /// <summary>Runs a broken guest in another process, and gives how that ended and what it said.</summary>
    internal static (int ExitCode, string Output) Run(string kind)
    {
        string host = Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";
        ProcessStartInfo start = new("/bin/sh")
        {
            ArgumentList =
            {
                "-c", "ulimit -c 0; exec \"$@\"", "sh", host, typeof(BrokenGuestProcess).Assembly.Location, "-noLogo", "-noColor",
                "-class", typeof(BrokenGuestProcess).FullName!,
            },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment[Variable] = kind;
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        if (!process.WaitForExit(TimeSpan.FromSeconds(60)))
            process.Kill();
        process.WaitForExit();
        return (process.ExitCode, output + error.GetAwaiter().GetResult());
    }

    [Fact]
    public void In_the_other_process()
    {
        string? kind = Environment.GetEnvironmentVariable(Variable);
        Assert.SkipWhen(kind is null, "the other half of the tests of broken guests");
        using World world = new();
        GuestBuilder builder = new GuestBuilder().Memory(1);
        builder.Function("f", "", "", []);
        using CompiledModule module = HandWritten.Make(world.Engine, builder, code =>
        {
            code.MoveImmediate64(Register.Rcx, 0x123_4567_0000);
            if (kind == "context")
                code.Move(true, Register.R15, Register.Rcx);
            if (kind == "state")
                code.LoadAddress(true, Register.R15, new(Register.R15, 16));
            code.Load(true, Register.Rax, new(Register.Rcx));
            code.Leave(0);
        });
        world.Linker.Instantiate(world.Store, module).GetAction("f")();
    }
}
