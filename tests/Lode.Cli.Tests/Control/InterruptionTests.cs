using System.Diagnostics;
using System.Text.Json;

namespace Lode.Cli.Tests.Control;

public sealed class InterruptionTests
{
    static readonly string[] s_endless = ["-n", "1000000", "--ctx", "200000", "--control-log", "--json"];

    public static TheoryData<string> Ways => ControlCommand.Ways;

    [Theory]
    [MemberData(nameof(Ways))]
    public void Ctrl_C_ends_all_branches_and_tells_their_texts(string way)
    {
        using Process process = Start(way, "0 fork 3\n9 log it goes on");
        Signals.SendInterrupt(process);
        CommandResult result = LodeCommand.Finish(process);
        result.ExitCode.ShouldBe(130, result.Errors);
        JsonElement[] branches = [.. result.Json.GetProperty("branches").EnumerateArray()];
        branches.Length.ShouldBe(3);
        branches.ShouldAllBe(branch => branch.GetProperty("stop_reason").GetString() == "interrupted" && branch.GetProperty("token_ids").GetArrayLength() >= 9);
        result.Errors.ShouldNotContain("error");
    }

    [Fact]
    public void A_worker_that_is_killed_ends_the_text_where_it_is()
    {
        using Process process = Start("--isolate", "9 log it goes on");
        int worker = Directory.GetDirectories("/proc").Select(Path.GetFileName).Where(name => int.TryParse(name, out _)).Select(int.Parse!)
            .Single(other => ParentOf(other) == process.Id);
        using (Process killed = Process.GetProcessById(worker))
            killed.Kill();
        CommandResult result = LodeCommand.Finish(process);
        result.ExitCode.ShouldBe(1);
        result.Errors.ShouldContain("was ended by signal 9");
        JsonElement branch = result.Json.GetProperty("branches")[0];
        branch.GetProperty("stop_reason").GetString().ShouldBe("controller_error");
        branch.GetProperty("token_ids").GetArrayLength().ShouldBeGreaterThanOrEqualTo(9);
    }

    /// <summary>Starts a text without an end, and waits for the first line that its controller logs.</summary>
    static Process Start(string way, string script)
    {
        Process process = LodeCommand.Start(new CommandInput(), ControlCommand.Line(way, script, s_endless));
        process.StandardError.ReadLine().ShouldBe("[0] it goes on");
        return process;
    }

    static int ParentOf(int process)
    {
        try
        {
            string stat = File.ReadAllText($"/proc/{process}/stat");
            return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1]);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return -1; // it has ended
        }
    }
}
