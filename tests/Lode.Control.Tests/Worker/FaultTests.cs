using System.Text;

namespace Lode.Control.Tests.Worker;

/// <summary>What becomes of one side when something becomes of the other.</summary>
public sealed class FaultTests
{
    static RequestOptions Options(string argument, Action<string>? log = null) => new()
    {
        Vocabulary = SmallTokenizer.Count,
        TokenCapacity = 64,
        Argument = Encoding.UTF8.GetBytes(argument),
        Log = log is null ? null : (_, text) => log(Encoding.UTF8.GetString(text)),
    };

    static ControlAction Call(SequenceController sequence, ControlPhase phase)
    {
        sequence.Begin(phase);
        return sequence.End();
    }

    [Fact]
    public void A_worker_that_ends_ends_its_sequences_with_an_error()
    {
        WorkerHost host = new();
        using WorkerController controller = host.Load("probe");
        using ControllerRequest request = controller.Start(SmallTokenizer.Instance, Options(""));
        using SequenceController sequence = request.Open([0, 2]);
        Call(sequence, ControlPhase.Initialize).ShouldBe(ControlAction.Sample);
        host.Dispose();
        ControllerException error = Should.Throw<ControllerException>(() => Call(sequence, ControlPhase.Step));
        error.Fault.ShouldBe(ControllerFault.Worker);
        error.Message.ShouldContain("is gone: it crashed or was killed");
        Should.Throw<ControllerException>(() => Call(sequence, ControlPhase.Step)).Fault.ShouldBe(ControllerFault.Worker);
        Should.Throw<ControllerException>(() => request.Open([0])).Fault.ShouldBe(ControllerFault.Worker);
    }

    [Fact]
    public void A_slot_that_is_used_again_is_all_zero()
    {
        using WorkerHost host = new();
        using WorkerController controller = host.Load("probe");
        using (ControllerRequest first = controller.Start(SmallTokenizer.Instance, Options("init store_tokens 1")))
        {
            List<ControlSlot> slots = [];
            for (int i = 0; i < 16; i++)
            {
                SequenceController sequence = first.Open([0, 2]);
                slots.Add(sequence.Slot);
                sequence.Slot.Logits.Row(0).Fill(7);
                sequence.Slot.Mask.Fill(7);
                sequence.Slot.Bias.Fill(7);
                sequence.Slot.Pool.Fill(7);
                sequence.Slot.Tokens.Fill(7);
                sequence.Dispose();
            }
        }
        using ControllerRequest second = controller.Start(SmallTokenizer.Instance, Options(""));
        for (int i = 0; i < 16; i++)
        {
            SequenceController sequence = second.Open([0, 2]);
            sequence.Slot.Logits.Row(0).ContainsAnyExcept(0f).ShouldBeFalse();
            sequence.Slot.Mask.ContainsAnyExcept(0u).ShouldBeFalse();
            sequence.Slot.Bias.ContainsAnyExcept(0f).ShouldBeFalse();
            sequence.Slot.Pool.ContainsAnyExcept(0).ShouldBeFalse();
            sequence.Slot.Tokens[2..].ContainsAnyExcept(0).ShouldBeFalse();
            Call(sequence, ControlPhase.Initialize).ShouldBe(ControlAction.Sample);
        }
    }

    [Fact]
    public void Requests_beyond_the_slots_of_a_connection_get_another()
    {
        using WorkerHost host = new();
        using WorkerController controller = host.Load("probe", Programs.Patient with { Sequences = 400 });
        List<ControllerRequest> requests = [];
        for (int i = 0; i < 5; i++)
        {
            requests.Add(controller.Start(SmallTokenizer.Instance, Options($"init log {i}")));
            Call(requests[i].Open([0, 2]), ControlPhase.Initialize).ShouldBe(ControlAction.Sample);
        }
        requests.Select(request => ((RemoteRequest)request).Connection).Distinct().Count().ShouldBe(3);
        foreach (ControllerRequest request in requests)
            request.Dispose();
    }

    [Fact]
    public void A_client_that_never_reads_is_given_up_and_others_go_on()
    {
        using WorkerHost host = new();
        using RawClient deaf = host.Connect();
        deaf.Hello(SmallTokenizer.Count);
        byte[] body = [.. new byte[64], .. Encoding.UTF8.GetBytes(Programs.PathOf("probe"))];
        uint controller = deaf.Ask(WorkerHeader.Of(WorkerKind.Load), body).Header.Object;
        deaf.Send(WorkerHeader.Of(WorkerKind.Argument), Encoding.UTF8.GetBytes("step flood 10 6000\nstep set v " + new string('x', 7000)));
        uint request = deaf.Ask(WorkerHeader.Of(WorkerKind.Start) with { Object = controller }, []).Header.Object;
        deaf.Ask(WorkerHeader.Of(WorkerKind.Open) with { Object = request, A = WorkerProtocol.Unset }, []).Header.Error.ShouldBe(0u);
        using ModelDriver driver = new(host.Load("probe"));
        for (int i = 0; i < 400 && host.Warnings.Count == 0; i++)
        {
            ProtocolTests.RawCall(deaf, 0, 2);
            Thread.Sleep(10);
            if (i % 50 == 0)
                driver.Run("step allow 9 12", 3)[0].Generated.ShouldBe([9, 12, 9]);
        }
        SpinWait.SpinUntil(() => host.Warnings.Count > 0, TimeSpan.FromSeconds(30)).ShouldBeTrue();
        host.Warnings.ShouldHaveSingleItem().ShouldContain("has not read its messages");
        driver.Run("step allow 9 12", 3)[0].Generated.ShouldBe([9, 12, 9]);
    }

    [Fact]
    public void Large_arguments_variables_results_and_lines_come_whole()
    {
        using WorkerHost host = new();
        string word = new('y', 7000);
        List<string> log = [];
        using WorkerController controller = host.Load("probe", Programs.Patient with { LogBytesPerStep = 1 << 20, LogBytes = 10 << 20 });
        string script = string.Join('\n', Enumerable.Range(0, 40).Select(i => $"{i} append v {word}")) + "\n5 result r " + word + "\n6 flood 30 7000";
        using ControllerRequest request = controller.Start(SmallTokenizer.Instance, Options(script, log.Add));
        using SequenceController sequence = request.Open([0, 2]);
        Call(sequence, ControlPhase.Initialize).ShouldBe(ControlAction.Sample);
        for (int i = 0; i < 40; i++)
        {
            Call(sequence, ControlPhase.Step).ShouldBe(ControlAction.Sample);
            request.Variables.TryGet("v", out ReadOnlyMemory<byte> value, out ulong version).ShouldBeTrue();
            (value.Length, version).ShouldBe((7000 * (i + 1), (ulong)(i + 1)));
        }
        request.Variables.Results["r"].Length.ShouldBe(7000);
        log.Count(line => line.Length == 7000).ShouldBe(30);
    }

    [Fact]
    public async Task Several_threads_use_one_connection()
    {
        using WorkerHost host = new();
        using WorkerController controller = host.Load("probe");
        Task[] threads = [.. Enumerable.Range(0, 4).Select(number => Task.Run(() =>
        {
            for (int run = 0; run < 10; run++)
            {
                List<string> log = [];
                string script = $"init log {number}\nstep allow {9 + number} 20\n0 append v {number}\n1 fork 2\n2 get v\n3 result r {number}";
                using ControllerRequest request = controller.Start(SmallTokenizer.Instance, Options(script, log.Add));
                SequenceController sequence = request.Open([0, 2]);
                Call(sequence, ControlPhase.Initialize).ShouldBe(ControlAction.Sample);
                Call(sequence, ControlPhase.Step).ShouldBe(ControlAction.Sample);
                sequence.Slot.Mask[0].ShouldBe(1u << (9 + number) | 1u << 20);
                Call(sequence, ControlPhase.Step).ShouldBe(ControlAction.Fork);
                SequenceController fork = sequence.Fork().ShouldHaveSingleItem();
                foreach (SequenceController branch in (SequenceController[])[sequence, fork])
                {
                    for (int round = 1; round < 4; round++)
                        Call(branch, ControlPhase.Step).ShouldNotBe(ControlAction.Skip);
                }
                log.ShouldContain($"{number}");
                log.ShouldContain($"get v: 1 1 {number}");
                Encoding.UTF8.GetString(request.Variables.Results["r"]).ShouldBe($"{number}");
            }
        }))];
        await Task.WhenAll(threads);
        host.Warnings.ShouldBeEmpty();
    }
}
