using System.Diagnostics;
using Lode.Control;

namespace Lode.Cli.Tests.Worker;

/// <summary>Either side is killed at whatever moment, again and again.</summary>
[Collection("isolated controllers")]
public sealed class CrashTests : WorkerTests
{
    const string Script = "step allow 9 12\nstep log x\nstep set v 1";

    [Fact]
    public void Clients_that_are_killed_at_any_moment_leave_nothing_and_touch_no_other()
    {
        using ServeProcess serve = new("--allow", Path.GetDirectoryName(Probe)!);
        string[] command = ClientProgram.Command("python", serve.Socket, Probe, IsolationTests.Tokenizer.VocabularySize);
        using WorkerController controller = WorkerController.Connect(serve.Socket, Probe, IsolationTests.Patient);
        using ControllerRequest request = controller.Start(IsolationTests.Tokenizer, IsolationTests.Options("step allow 9 12"));
        using SequenceController sequence = request.Open([1, 5]);
        IsolationTests.Call(sequence, ControlPhase.Initialize).ShouldBe(ControlAction.Sample);
        int files = serve.OpenFiles("");
        Random random = new(3);
        for (int run = 0; run < 20; run++)
        {
            using Process client = ClientProgram.Start(command, "--arg", Script, "--sequences", "4", "--rounds", "1000");
            Thread.Sleep(random.Next(400));
            client.Kill();
            client.WaitForExit();
            IsolationTests.Call(sequence, ControlPhase.Step).ShouldBe(ControlAction.Sample);
            sequence.Slot.Mask[0].ShouldBe(1u << 9 | 1u << 12);
        }
        SpinWait.SpinUntil(() => serve.OpenFiles("lode-control") == 1, Patience).ShouldBeTrue();
        SpinWait.SpinUntil(() => serve.OpenFiles("") <= files, Patience).ShouldBeTrue($"{serve.OpenFiles("")} files are open, {files} were");
    }

    [Fact]
    public async Task Workers_that_are_killed_at_any_moment_end_their_sequences_with_an_error()
    {
        using WorkerController controller = WorkerController.Isolate(Probe, IsolationTests.Isolation());
        Random random = new(5);
        int files = 0;
        for (int run = 0; run < 12; run++)
        {
            using (ControllerRequest request = controller.Start(IsolationTests.Tokenizer, IsolationTests.Options(Script)))
            {
                Task killer = Task.Run(async () =>
                {
                    await Task.Delay(random.Next(30));
                    foreach (int worker in IsolationTests.Children())
                        IsolationTests.Kill(worker);
                });
                ControllerException error = Should.Throw<ControllerException>(() =>
                {
                    SequenceController sequence = request.Open([1, 5]);
                    _ = IsolationTests.Call(sequence, ControlPhase.Initialize);
                    for (int i = 0; ; i++)
                    {
                        if (i < 10)
                            request.Open([1, 6]).Dispose();
                        _ = IsolationTests.Call(sequence, ControlPhase.Step);
                    }
                });
                await killer;
                error.Fault.ShouldBe(ControllerFault.Worker, error.Message);
                error.Message.ShouldContain("the worker, process ");
            }
            if (run == 1)
                files = Directory.GetFiles("/proc/self/fd").Length;
        }
        controller.Dispose();
        IsolationTests.Children().ShouldBeEmpty();
        SpinWait.SpinUntil(() => Directory.GetFiles("/proc/self/fd").Length <= files + 20, Patience).ShouldBeTrue();
    }

    [Fact]
    public void A_worker_ends_with_the_process_that_started_it_even_where_that_is_killed()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/python3"), "Python plays the parent");
        string folder = Directory.CreateTempSubdirectory("lode-orphan-").FullName;
        string socket = Path.Combine(folder, "socket");
        using Process parent = ClientProgram.Start(["/usr/bin/python3", "-c",
            "import subprocess, sys, time\nworker = subprocess.Popen(sys.argv[1:], stdin=subprocess.PIPE, stderr=subprocess.DEVNULL)\ntime.sleep(1000)",
            LodeCommand.Host, "exec", LodeCommand.Dll, "control", "serve", socket, "--tokenizer", "demo", "--until-input-ends"]);
        SpinWait.SpinUntil(() => File.Exists(socket), Patience).ShouldBeTrue();
        parent.Kill();
        parent.WaitForExit();
        SpinWait.SpinUntil(() => !File.Exists(socket), Patience).ShouldBeTrue();
        Directory.Delete(folder, recursive: true);
    }
}
