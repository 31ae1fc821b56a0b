using System.Diagnostics;

namespace Lode.Cli.Tests.Worker;

/// <summary>Clients in Python, with numpy and without, and in C.</summary>
public sealed class ClientTests : WorkerTests
{
    // After token t the likeliest is t + 1; the prompts end with 6, 7 and 8.
    const string Script = """
        init log hello
        init result answer 42
        1 allow 9 12
        2 bias 30 5000
        3 show
        4 fork 3
        4/1 logit 40 9
        5 when 33 2 50 51
        """;

    static readonly int s_vocabulary = IsolationTests.Tokenizer.VocabularySize;

    [Theory]
    [InlineData("python")]
    [InlineData("numpy")]
    [InlineData("c")]
    public void A_client_drives_several_sequences(string kind)
    {
        using ServeProcess serve = new("--allow", Path.GetDirectoryName(Probe)!);
        string[] command = ClientProgram.Command(kind, serve.Socket, Probe, s_vocabulary);
        using Process client = ClientProgram.Start(command, "--arg", Script, "--sequences", "3", "--rounds", "7");
        CommandResult result = LodeCommand.Finish(client);
        result.ExitCode.ShouldBe(0, result.Errors);
        string[] lines = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        foreach (string line in (string[])["sequence 0 says: hello", "sequence 1 says: hello", "sequence 2 says: hello", "answer = 42"])
            lines.ShouldContain(line);
        lines.ShouldContain(line => line.StartsWith("sequence 2 says: round=3 tokens=6 removed=0 appended=1 sampled=30 splice=-1 flags=1 missed=0 sequence=2"));
        lines.Where(line => line.Contains(": ") && !line.Contains("says")).ShouldBe(
        [
            "sequence 0: 7 9 30 31 50 51 52",
            "sequence 1: 8 9 30 31 50 51 52",
            "sequence 2: 9 12 30 31 50 51 52",
            "sequence 3: 7 9 30 31 40 41 42",
            "sequence 4: 7 9 30 31 50 51 52",
            "sequence 5: 8 9 30 31 40 41 42",
            "sequence 6: 8 9 30 31 50 51 52",
            "sequence 7: 9 12 30 31 40 41 42",
            "sequence 8: 9 12 30 31 50 51 52",
        ]);
    }

    [Theory]
    [InlineData("python")]
    [InlineData("c")]
    public void A_client_says_why_a_sequence_ended(string kind)
    {
        using ServeProcess serve = new("--allow", Path.GetDirectoryName(Probe)!);
        string[] command = ClientProgram.Command(kind, serve.Socket, Probe, s_vocabulary);
        (string Script, string End)[] ends =
            [("2 stop", "(it stopped)"), ("2 trap", "it trapped: "), ("step spin", "(it took too long)"), ("2 allow", "(its mask allows no token)")];
        foreach ((string script, string end) in ends)
        {
            using Process client = ClientProgram.Start(command, "--arg", script, "--sequences", "2", "--rounds", "12");
            CommandResult result = LodeCommand.Finish(client);
            result.ExitCode.ShouldBe(0, result.Errors);
            result.Output.Split('\n').Count(line => line.StartsWith("sequence ") && line.Contains(end)).ShouldBe(2, result.Output);
        }
    }

    [Theory]
    [InlineData("python")]
    [InlineData("c")]
    public void A_client_says_that_its_worker_is_gone(string kind)
    {
        using ServeProcess serve = new("--allow", Path.GetDirectoryName(Probe)!);
        string[] command = ClientProgram.Command(kind, serve.Socket, Probe, s_vocabulary);
        using Process client = ClientProgram.Start(command, "--arg", "step skip", "--rounds", "1000000000");
        SpinWait.SpinUntil(() => serve.OpenFiles("memfd:lode-control") > 0, Patience).ShouldBeTrue();
        serve.Process.Kill();
        CommandResult result = LodeCommand.Finish(client);
        result.ExitCode.ShouldBe(1, result.Output);
        result.Errors.ShouldContain("the worker is gone");
    }
}
