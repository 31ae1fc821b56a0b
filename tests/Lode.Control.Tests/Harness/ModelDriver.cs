using System.Collections.Concurrent;
using System.Numerics;
using System.Text;
using Lode.Tokenizers;

namespace Lode.Control.Tests;

/// <summary>A host without a model: after token t the likeliest is t + 1, then t + 2, and so on; a sampler takes the likeliest that may be.</summary>
sealed class ModelDriver(Controller controller, int vocabulary = 0) : IDisposable
{
    readonly ConcurrentQueue<(int Sequence, string Text)> _log = new();

    public Tokenizer Tokenizer { get; init; } = SmallTokenizer.Instance;

    public int Vocabulary { get; } = vocabulary > 0 ? vocabulary : SmallTokenizer.Count;

    public IReadOnlyList<ControlFile> Files { get; init; } = [];

    public IReadOnlyList<string> Publishes { get; init; } = [];

    public ulong Seed { get; init; } = 7;

    public int TokenCapacity { get; init; } = 256;

    /// <summary>Called before each step of a sequence.</summary>
    public Action<SequenceController>? BeforeStep { get; init; }

    /// <summary>Everything that was logged, in order.</summary>
    public IReadOnlyList<string> Log => [.. _log.Select(static line => line.Text)];

    public IReadOnlyList<(int Sequence, string Text)> LogBySequence => [.. _log];

    public IReadOnlyDictionary<string, byte[]> Results { get; private set; } = new Dictionary<string, byte[]>();

    public static IReadOnlyList<int> DefaultPrompt { get; } = [SmallTokenizer.Begin, 2, 3];

    public void Dispose() => controller.Dispose();

    /// <summary>Runs a request of one sequence, which the controller may fork, for some rounds or to its end.</summary>
    public IReadOnlyList<Driven> Run(string argument, int rounds = 4, IReadOnlyList<int>? prompt = null)
    {
        using ControllerRequest request = Start(argument);
        List<Driven> sequences = [new Driven(0)];
        Guard(sequences[0], driven =>
        {
            int[] ids = [.. prompt ?? DefaultPrompt];
            driven.Controller = request.Open(ids);
            driven.Tokens.AddRange(ids);
            driven.PromptLength = ids.Length;
            driven.Controller.Begin(ControlPhase.Initialize);
            ControlAction action = driven.Controller.End();
            if (action == ControlAction.Splice)
            {
                Splice(driven, driven.Controller.Result.Backtrack, driven.Controller.Result.Tokens);
                driven.Controller.SetPrompt();
                driven.PromptLength = driven.Tokens.Count;
            }
            driven.IsStopped = action == ControlAction.Stop;
        });
        for (int round = 0; round < rounds; round++)
            Round(sequences);
        Results = request.Variables.Results;
        foreach (Driven driven in sequences.Where(driven => driven.Controller is not null))
            driven.Tokens.ShouldBe(driven.Controller!.Slot.Tokens[..driven.Controller.TokenCount].ToArray());
        return sequences;
    }

    /// <summary>Begins a request.</summary>
    public ControllerRequest Start(string argument) => controller.Start(Tokenizer, new RequestOptions
    {
        Vocabulary = Vocabulary,
        TokenCapacity = TokenCapacity,
        Argument = Encoding.UTF8.GetBytes(argument),
        Files = Files,
        Publishes = Publishes,
        Seed = Seed,
        Log = (sequence, text) => _log.Enqueue((sequence, Encoding.UTF8.GetString(text))),
    });

    void Round(List<Driven> sequences)
    {
        List<Driven> due = [.. sequences.Where(static driven => driven is { Error: null, IsStopped: false })];
        HashSet<Driven> missed = [];
        foreach (Driven driven in due.Where(static driven => driven.Controller!.Prepares))
            driven.Controller!.Begin(ControlPhase.Prepare);
        foreach (Driven driven in due.Where(static driven => driven.Controller!.Prepares))
        {
            Guard(driven, sequence =>
            {
                if (sequence.Controller!.End() == ControlAction.Skip)
                    missed.Add(sequence);
            });
        }
        foreach (Driven driven in due.Where(driven => driven.Error is null && !missed.Contains(driven)))
        {
            WriteLogits(driven.Controller!.Slot.Logits.Row(0), driven.Tokens[^1]);
            Guard(driven, sequence => Step(sequence, sequences));
        }
    }

    void Step(Driven driven, List<Driven> sequences)
    {
        SequenceController controller = driven.Controller!;
        BeforeStep?.Invoke(controller);
        controller.Begin(ControlPhase.Step);
        switch (controller.End())
        {
            case ControlAction.Sample:
                Sample(driven);
                break;
            case ControlAction.Stop:
                driven.IsStopped = true;
                break;
            case ControlAction.Skip:
                driven.Skipped++;
                break;
            case ControlAction.Splice:
                Splice(driven, controller.Result.Backtrack, controller.Result.Tokens);
                break;
            case ControlAction.Fork:
                List<Driven> branches = [driven];
                foreach (SequenceController fork in controller.Fork())
                {
                    Driven branch = new(fork.Number) { Controller = fork, Tokens = [.. driven.Tokens], PromptLength = driven.PromptLength };
                    sequences.Add(branch);
                    branches.Add(branch);
                }
                foreach (Driven branch in branches)
                    Guard(branch, sequence => Step(sequence, sequences));
                break;
        }
    }

    static void Sample(Driven driven)
    {
        SequenceController controller = driven.Controller!;
        StepResult result = controller.Result;
        driven.Temperature = result.Temperature;
        int token = Choose(controller.Slot, result);
        if (result.FindSplice(token, out int index, out int backtrack, out ReadOnlySpan<int> tokens))
        {
            controller.SetSpliced(token, index);
            if (backtrack == 0)
            {
                controller.Append([token]);
                driven.Tokens.Add(token);
            }
            Splice(driven, Math.Max(0, backtrack - 1), tokens);
            return;
        }
        controller.AppendSampled(token);
        driven.Tokens.Add(token);
    }

    static void Splice(Driven driven, int backtrack, ReadOnlySpan<int> tokens)
    {
        driven.Controller!.Remove(backtrack);
        driven.Controller.Append(tokens);
        driven.Tokens.RemoveRange(driven.Tokens.Count - backtrack, backtrack);
        driven.Tokens.AddRange(tokens);
    }

    static int Choose(ControlSlot slot, StepResult result)
    {
        int best = -1;
        float most = float.NegativeInfinity;
        Span<float> logits = slot.Logits.Row(0);
        for (int token = 0; token < logits.Length; token++)
        {
            float logit = logits[token] + (result.UsesBias ? slot.Bias[token] : 0);
            if (result.UsesMask && (slot.Mask[token >> 5] >> token & 1) == 0 || !(logit > most))
                continue;
            (best, most) = (token, logit);
        }
        return best >= 0 ? best : throw new ControllerException(ControllerFault.EmptyMask, "no token is possible");
    }

    void WriteLogits(Span<float> logits, int last)
    {
        for (int token = 0; token < logits.Length; token++)
            logits[token] = -BitOperations.Log2((uint)((token - last - 1 + Vocabulary) % Vocabulary) + 1) - (token - last - 1 + Vocabulary) % Vocabulary / 8f;
    }

    static void Guard(Driven driven, Action<Driven> action)
    {
        try
        {
            action(driven);
        }
        catch (ControllerException error)
        {
            driven.Error = error;
            driven.Controller?.Dispose();
            driven.Controller = null;
        }
    }
}
