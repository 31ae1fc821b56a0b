using System.Diagnostics;
using System.Text;
using Lode.Control;
using Lode.Tokenizers;

namespace Lode.Cli.Tests.Worker;

/// <summary>Controllers in processes of our own.</summary>
[Collection("isolated controllers")]
public sealed class IsolationTests : WorkerTests
{
    internal static Tokenizer Tokenizer { get; } = Tokenizer.Open(ModelPath.Find("demo"));

    /// <summary>Times that no honest program reaches, on a machine that does much else.</summary>
    internal static ControllerLimits Patient { get; } = new() { Step = TimeSpan.FromSeconds(30), Initialization = TimeSpan.FromSeconds(30) };

    internal static RequestOptions Options(string argument, List<string>? log = null) => new()
    {
        Vocabulary = Tokenizer.VocabularySize,
        TokenCapacity = 64,
        Argument = Encoding.UTF8.GetBytes(argument),
        Log = log is null ? null : (_, text) => log.Add(Encoding.UTF8.GetString(text)),
    };

    internal static ControlAction Call(SequenceController sequence, ControlPhase phase)
    {
        sequence.Begin(phase);
        return sequence.End();
    }

    internal static IsolationOptions Isolation(ControllerLimits? limits = null) => new()
    {
        Command = [LodeCommand.Host, "exec", LodeCommand.Dll],
        TokenizerPath = "demo",
        Limits = limits ?? Patient,
    };

    [Fact]
    public void A_sequence_runs_in_another_process_and_shares_its_memory()
    {
        using WorkerController controller = WorkerController.Isolate(Probe, Isolation());
        List<string> log = [];
        using ControllerRequest request = controller.Start(Tokenizer, Options("init log hello\n0 allow 7\n0 logits\n0 result answer 42", log));
        using SequenceController sequence = request.Open([1, 5]);
        Call(sequence, ControlPhase.Initialize).ShouldBe(ControlAction.Sample);
        sequence.Slot.Logits.Row(0)[3] = 9;
        Call(sequence, ControlPhase.Step).ShouldBe(ControlAction.Sample);
        sequence.Result.UsesMask.ShouldBeTrue();
        sequence.Slot.Mask[0].ShouldBe(1u << 7);
        log.ShouldBe(["hello", "logits: 3 9"]);
        Encoding.UTF8.GetString(request.Variables.Results["answer"]).ShouldBe("42");
    }

    [Fact]
    public void A_killed_worker_ends_its_sequences_with_an_error_and_the_next_request_has_a_new_one()
    {
        using WorkerController controller = WorkerController.Isolate(Probe, Isolation());
        using (ControllerRequest request = controller.Start(Tokenizer, Options("")))
        {
            using SequenceController sequence = request.Open([1, 5]);
            Call(sequence, ControlPhase.Initialize).ShouldBe(ControlAction.Sample);
            Kill(Children().ShouldHaveSingleItem());
            Stopwatch time = Stopwatch.StartNew();
            ControllerException error = Should.Throw<ControllerException>(() =>
            {
                while (time.Elapsed < Patience)
                    _ = Call(sequence, ControlPhase.Step);
            });
            error.Fault.ShouldBe(ControllerFault.Worker);
            error.Message.ShouldContain("was ended by signal 9");
            error.Message.ShouldStartWith(Probe);
        }
        using ControllerRequest next = controller.Start(Tokenizer, Options("0 allow 7"));
        using SequenceController again = next.Open([1, 5]);
        Call(again, ControlPhase.Initialize).ShouldBe(ControlAction.Sample);
        Call(again, ControlPhase.Step).ShouldBe(ControlAction.Sample);
        again.Slot.Mask[0].ShouldBe(1u << 7);
    }

    [Fact]
    public void A_worker_that_hangs_is_killed()
    {
        using WorkerController controller = WorkerController.Isolate(Probe, Isolation(ControllerLimits.Default));
        using ControllerRequest request = controller.Start(Tokenizer, Options(""));
        using SequenceController sequence = request.Open([1, 5]);
        Call(sequence, ControlPhase.Initialize).ShouldBe(ControlAction.Sample);
        using Process worker = Process.GetProcessById(Children().ShouldHaveSingleItem());
        Signals.Stop(worker);
        SpinWait.SpinUntil(() => StandsStill(worker.Id), Patience).ShouldBeTrue();
        ControllerException error = Should.Throw<ControllerException>(() => Call(sequence, ControlPhase.Step));
        error.Fault.ShouldBe(ControllerFault.Worker);
        error.Message.ShouldContain("did nothing for 1.1 s and was given up");
        SpinWait.SpinUntil(() => Children().Length == 0, Patience).ShouldBeTrue();
    }

    [Fact]
    public void Nothing_is_left_when_all_is_disposed()
    {
        using (WorkerController warm = WorkerController.Isolate(Probe, Isolation()))
            warm.Start(Tokenizer, Options("")).Dispose();
        int files = OpenFiles();
        using (WorkerController controller = WorkerController.Isolate(Probe, Isolation()))
        {
            using ControllerRequest request = controller.Start(Tokenizer, Options(""));
            using SequenceController sequence = request.Open([1, 5]);
            Call(sequence, ControlPhase.Initialize).ShouldBe(ControlAction.Sample);
        }
        SpinWait.SpinUntil(() => Children().Length == 0, Patience).ShouldBeTrue();
        SpinWait.SpinUntil(() => OpenFiles() <= files, TimeSpan.FromSeconds(10)).ShouldBeTrue();
    }

    [Fact]
    public void What_cannot_start_is_said()
    {
        Should.Throw<FileNotFoundException>(() => WorkerController.Isolate("no.wasm", Isolation())).Message.ShouldContain("no.wasm");
        using WorkerController missing = WorkerController.Isolate(Probe, Isolation() with { TokenizerPath = "no-such-model" });
        Should.Throw<ControllerException>(() => missing.Start(Tokenizer, Options(""))).Message.ShouldContain("no-such-model");
        using WorkerController nothing = WorkerController.Isolate(Probe, Isolation() with { Command = ["/no/such/program"] });
        Should.Throw<ControllerException>(() => nothing.Start(Tokenizer, Options(""))).Message.ShouldContain("/no/such/program");
        using WorkerController silent = WorkerController.Isolate(Probe, Isolation() with { Command = ["/bin/true"] });
        Should.Throw<ControllerException>(() => silent.Start(Tokenizer, Options(""))).Message.ShouldContain("ended with exit code 0");
    }

    /// <summary>Sockets and memory that is shared; tests that run beside this one have pipes and files.</summary>
    static int OpenFiles() => Directory.GetFiles("/proc/self/fd").Count(file => new FileInfo(file).LinkTarget is string target
        && (target.StartsWith("socket:", StringComparison.Ordinal) || target.StartsWith("/memfd:", StringComparison.Ordinal)));

    static bool StandsStill(int process) =>
        Directory.GetDirectories($"/proc/{process}/task").All(task => File.ReadAllText($"{task}/stat").Contains(") T ", StringComparison.Ordinal));

    internal static void Kill(int process)
    {
        using Process killed = Process.GetProcessById(process);
        killed.Kill();
    }

    /// <summary>Workers of this process.</summary>
    internal static int[] Children() => [.. Directory.GetDirectories("/proc").Select(Path.GetFileName).Where(name => int.TryParse(name, out _)).Select(int.Parse!)
        .Where(IsOurs)];

    static bool IsOurs(int process)
    {
        try
        {
            string stat = File.ReadAllText($"/proc/{process}/stat");
            string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] != "Z" && int.Parse(fields[1]) == Environment.ProcessId
                && File.ReadAllText($"/proc/{process}/cmdline").Contains("lode-worker-", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }
}
