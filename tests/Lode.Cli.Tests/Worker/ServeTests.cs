using System.Text.Json;
using Lode.Control;

namespace Lode.Cli.Tests.Worker;

/// <summary>The command that runs controllers for others.</summary>
public sealed class ServeTests : WorkerTests
{
    [Fact]
    public void It_says_when_it_is_ready_and_Ctrl_C_ends_it()
    {
        using ServeProcess serve = new();
        serve.Ready.GetProperty("socket").GetString().ShouldBe(serve.Socket);
        serve.Ready.GetProperty("process").GetInt32().ShouldBe(serve.Process.Id);
        serve.Ready.GetProperty("protocol").GetInt32().ShouldBe(1);
        serve.Ready.GetProperty("vocabulary").GetInt32().ShouldBe(IsolationTests.Tokenizer.VocabularySize);
        serve.Ready.GetProperty("tokenizer").GetString().ShouldEndWith("demo.gguf");
        Signals.SendInterrupt(serve.Process);
        LodeCommand.WaitForExit(serve.Process);
        serve.Process.ExitCode.ShouldBe(ExitCode.Interrupted);
        File.Exists(serve.Socket).ShouldBeFalse();
    }

    [Fact]
    public void A_live_socket_is_refused_and_that_of_a_killed_worker_replaced()
    {
        using ServeProcess serve = new();
        CommandResult second = LodeCommand.Run("control", "serve", serve.Socket, "--tokenizer", "demo", "--json");
        second.ExitCode.ShouldBe(1);
        second.Errors.ShouldContain("a process listens there already");
        JsonDocument.Parse(second.Output).RootElement.GetProperty("error").GetProperty("exit_code").GetInt32().ShouldBe(1);
        serve.Process.Kill();
        serve.Process.WaitForExit();
        File.Exists(serve.Socket).ShouldBeTrue();
        using System.Diagnostics.Process third = LodeCommand.Start(new CommandInput(), "control", "serve", serve.Socket, "--tokenizer", "demo", "--until-input-ends");
        LodeCommand.Finish(third).ExitCode.ShouldBe(0);
    }

    [Theory]
    [InlineData("no socket was given", "control", "serve")]
    [InlineData("no tokenizer was given", "control", "serve", "/tmp/x")]
    [InlineData("did you mean 'serve'", "control", "serv")]
    public void A_wrong_command_line_is_said(string message, params string[] arguments)
    {
        CommandResult result = LodeCommand.Run(arguments);
        result.ExitCode.ShouldBe(2);
        result.Errors.ShouldContain(message);
    }

    [Fact]
    public void Files_outside_of_the_allowed_folders_are_refused()
    {
        using ServeProcess serve = new("--allow", "/usr");
        using WorkerController controller = WorkerController.Connect(serve.Socket, Probe);
        Should.Throw<IOException>(() => controller.Start(IsolationTests.Tokenizer, IsolationTests.Options("")))
            .Message.ShouldContain($"--allow {Path.GetDirectoryName(Probe)}");
    }

    [Fact]
    public void Two_clients_do_not_see_each_other()
    {
        using ServeProcess serve = new("--allow", Path.GetDirectoryName(Probe)!);
        using WorkerController first = WorkerController.Connect(serve.Socket, Probe, IsolationTests.Patient);
        using WorkerController second = WorkerController.Connect(serve.Socket, Probe, IsolationTests.Patient);
        List<string> log = [];
        using ControllerRequest one = first.Start(IsolationTests.Tokenizer, IsolationTests.Options("init set v 1\n0 get v", log));
        using ControllerRequest two = second.Start(IsolationTests.Tokenizer, IsolationTests.Options("init get v\n0 trap", log));
        using SequenceController a = one.Open([1, 5]);
        using SequenceController b = two.Open([1, 6]);
        IsolationTests.Call(a, ControlPhase.Initialize).ShouldBe(ControlAction.Sample);
        IsolationTests.Call(b, ControlPhase.Initialize).ShouldBe(ControlAction.Sample);
        Should.Throw<ControllerException>(() => IsolationTests.Call(b, ControlPhase.Step)).Fault.ShouldBe(ControllerFault.Trap);
        second.Dispose();
        IsolationTests.Call(a, ControlPhase.Step).ShouldBe(ControlAction.Sample);
        log.ShouldBe(["set v: 1", "get v: -1 0 ", "get v: 1 1 1"]);
    }
}
