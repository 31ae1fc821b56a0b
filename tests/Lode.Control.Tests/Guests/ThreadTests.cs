namespace Lode.Control.Tests.Guests;

/// <summary>Preparations on threads of their own, and controllers that several threads use.</summary>
public sealed class ThreadTests
{
    [Fact]
    public async Task A_preparation_runs_before_anybody_asks_for_its_end()
    {
        TaskCompletionSource<int> prepared = new();
        using Controller controller = Programs.Load("probe");
        using ControllerRequest request = controller.Start(SmallTokenizer.Instance, new RequestOptions
        {
            Vocabulary = SmallTokenizer.Count,
            TokenCapacity = 10,
            Argument = "prepare log x"u8.ToArray(),
            Log = (_, _) => prepared.TrySetResult(Environment.CurrentManagedThreadId),
        });
        SequenceController sequence = request.Open([0, 2]);
        sequence.Begin(ControlPhase.Initialize);
        sequence.End();
        int here = Environment.CurrentManagedThreadId;
        sequence.Begin(ControlPhase.Prepare);
        (await prepared.Task.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken)).ShouldNotBe(here);
        sequence.End().ShouldBe(ControlAction.Sample);
    }

    [Fact]
    public void Many_sequences_prepare_at_once_and_each_has_its_own()
    {
        using Controller controller = Programs.Load("probe", Programs.Patient with { Sequences = 64 });
        using ModelDriver driver = new(controller);
        using ControllerRequest request = driver.Start("prepare tokenize 0 the abab\nprepare when 9 1 20");
        SequenceController[] sequences = [.. Enumerable.Range(0, 64).Select(i => request.Open([0, 2 + i % 20]))];
        foreach (SequenceController sequence in sequences)
        {
            sequence.Begin(ControlPhase.Initialize);
            sequence.End();
        }
        for (int round = 0; round < 20; round++)
        {
            foreach (SequenceController sequence in sequences)
                sequence.Begin(ControlPhase.Prepare);
            // Not in the order in which they began.
            foreach (SequenceController sequence in sequences.Reverse())
                sequence.End().ShouldBe(ControlAction.Sample);
            foreach (SequenceController sequence in sequences)
            {
                sequence.Begin(ControlPhase.Step);
                sequence.End().ShouldBe(ControlAction.Sample);
                sequence.Result.FindSplice(9, out _, out int backtrack, out ReadOnlySpan<int> tokens).ShouldBeTrue();
                (backtrack, tokens[0]).ShouldBe((1, 20));
            }
        }
        driver.LogBySequence.GroupBy(static line => line.Sequence).ShouldAllBe(static lines => lines.Count() == 20);
        driver.Log.Distinct().ShouldBe(["tokens: 31 28 39"]);
    }

    [Fact]
    public void One_controller_serves_several_threads()
    {
        Controller controller = Programs.Load("probe");
        string[] expected;
        using (ModelDriver driver = new(Programs.Load("probe")))
            expected = [.. driver.Run("init random\n0 fork 3\n1/1 allow 20\n1/2 splice 1 5", 6).Select(static driven => string.Join(' ', driven.Tokens))];
        Parallel.For(0, 16, new ParallelOptions { MaxDegreeOfParallelism = 4 }, _ =>
        {
            ModelDriver driver = new(controller); // which does not own it here
            driver.Run("init random\n0 fork 3\n1/1 allow 20\n1/2 splice 1 5", 6)
                .Select(static driven => string.Join(' ', driven.Tokens)).ShouldBe(expected);
        });
        controller.Dispose();
    }
}
