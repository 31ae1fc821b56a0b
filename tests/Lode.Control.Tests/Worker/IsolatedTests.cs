using System.Diagnostics;

namespace Lode.Control.Tests.Worker;

/// <summary>The tests of guests once more, in a process where each guest is behind a worker, which must make no difference.</summary>
public sealed class IsolatedTests
{
    const string Variable = "LODE_TEST_IN_WORKER";

    /// <summary>What is loaded is told when the first request begins, not before.</summary>
    const string ToldLater = "Lode.Control.Tests.Guests.FaultyTests.Exports_are_checked_when_it_is_loaded";

    /// <summary>It listens to the log while a call goes on, and a worker's is told when the call has ended.</summary>
    const string Listens = "Lode.Control.Tests.Guests.ThreadTests.A_preparation_runs_before_anybody_asks_for_its_end";

    /// <summary>Whether this process is the one in which tests load their programs through a worker.</summary>
    public static bool InWorker { get; } = Environment.GetEnvironmentVariable(Variable) is not null;

    [Theory]
    [InlineData("Lode.Control.Tests.Guests.*")]
    [InlineData("Lode.Control.Tests.GuestConstraintTests")]
    [InlineData("Lode.Control.Tests.ShareTests")]
    [InlineData("Lode.Control.Tests.RingTests")]
    public void Tests_of_guests_pass_behind_a_worker(string tests)
    {
        Assert.SkipWhen(InWorker, "this is the other process");
        Assert.SkipUnless(Memory.LocalSocket.IsSupported, "workers need local sockets");
        Assert.SkipUnless(Wasm.EngineSupport.IsSupported, Wasm.EngineSupport.Reason ?? "");
        string host = Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";
        ProcessStartInfo start = new(host, [typeof(IsolatedTests).Assembly.Location, "-noLogo", "-noColor", "-class", tests, "-method-", ToldLater, "-method-", Listens])
        {
            RedirectStandardOutput = true,
        };
        start.Environment[Variable] = "1";
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        process.ExitCode.ShouldBe(0, output);
        output.ShouldNotContain("Total: 0");
    }
}
