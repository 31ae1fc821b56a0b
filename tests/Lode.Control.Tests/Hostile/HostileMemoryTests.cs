namespace Lode.Control.Tests.Hostile;

/// <summary>Writers that change all regions at every moment, as a controller in another process may.</summary>
public sealed class HostileMemoryTests
{
    readonly Lock _gate = new();
    ControlSlot? _slot;

    [Fact]
    public void Answers_that_change_while_they_are_read_are_allowed_ones_or_faults()
    {
        using CancellationTokenSource end = new();
        Thread writer = new(() => Write(end.Token));
        writer.Start();
        HostileRuns found = new();
        try
        {
            for (int run = 0; run < 2000; run++)
            {
                using NativeController controller = new("native", () => new Answers(run));
                using ControllerRequest request = controller.Start(SmallTokenizer.Instance, new() { Vocabulary = SmallTokenizer.Count, TokenCapacity = 1024 });
                SequenceController sequence = request.Open([1, 2, 3]);
                Show(sequence.Slot);
                for (int step = 0; step < 6; step++)
                    Step(sequence, found);
                // From here on nobody writes to it: it goes with the request.
                Show(null);
            }
        }
        finally
        {
            end.Cancel();
            writer.Join();
        }
        found.Ends.Keys.ShouldContain("Answer");
        found.Ends.Keys.ShouldContain("Sample");
        found.Ends.Keys.ShouldContain("Splice");
    }

    void Show(ControlSlot? slot)
    {
        lock (_gate)
            _slot = slot;
    }

    /// <summary>Checks all that a host relies on.</summary>
    static void Step(SequenceController sequence, HostileRuns found)
    {
        sequence.Begin(ControlPhase.Step);
        try
        {
            ControlAction action = sequence.End();
            found.Count(action.ToString());
            StepResult result = sequence.Result;
            if (result.Temperature is { } temperature)
                temperature.ShouldBeInRange(0, 1000);
            result.Backtrack.ShouldBeInRange(0, sequence.TokenCount);
            foreach (int token in result.Tokens)
                token.ShouldBeInRange(0, SmallTokenizer.Count - 1);
            for (int sampled = 0; sampled < SmallTokenizer.Count; sampled++)
            {
                if (!result.FindSplice(sampled, out int index, out int backtrack, out ReadOnlySpan<int> tokens))
                    continue;
                index.ShouldBeInRange(0, ControlContract.MaxSplices - 1);
                backtrack.ShouldBeInRange(0, sequence.TokenCount + 1);
                foreach (int token in tokens)
                    token.ShouldBeInRange(0, SmallTokenizer.Count - 1);
            }
            if (action == ControlAction.Fork)
                result.Branches.ShouldBeInRange(2, ControlContract.MaxBranches);
        }
        catch (ControllerException error)
        {
            error.Fault.ShouldBe(ControllerFault.Answer);
            found.Count("Answer");
        }
    }

    void Write(CancellationToken end)
    {
        Random random = new(3);
        while (!end.IsCancellationRequested)
        {
            lock (_gate)
            {
                for (int i = 0; i < 20 && _slot is { } slot; i++)
                    Write(slot, random);
            }
        }
    }

    static void Write(ControlSlot slot, Random random)
    {
        slot.Output = new()
        {
            Flags = (StepUses)random.Next(16),
            Temperature = random.NextSingle() * 1100,
            Backtrack = (uint)random.Next(3),
            TokenStart = (uint)random.Next(20),
            TokenCount = (uint)random.Next(random.Next(4) == 0 ? 20_000 : 20),
            SpliceCount = (uint)random.Next(70),
            Branches = (uint)random.Next(20),
        };
        slot.Splices[random.Next(60)] = new()
        {
            WhenStart = (uint)random.Next(20),
            WhenCount = (uint)random.Next(10),
            TokenStart = (uint)random.Next(20),
            TokenCount = (uint)random.Next(10),
            Backtrack = (uint)random.Next(3),
        };
        slot.Pool[random.Next(40)] = random.Next(4) == 0 ? random.Next() : random.Next(SmallTokenizer.Count);
        slot.Mask[0] = (uint)random.Next();
        slot.Input.TokenCount = (uint)random.Next();
        slot.Header.Vocabulary = (uint)random.Next();
    }

    sealed class Answers(int seed) : ControlProgram
    {
        readonly Random _random = new(seed);

        public override ControlAction Step(ControlStep step) => (ControlAction)_random.Next(5);

        public override ControlProgram Fork() => new Answers(_random.Next());
    }
}
