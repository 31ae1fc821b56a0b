using System.Diagnostics;
using Lode.Control;
using Lode.Generation.Sampling;

namespace Lode.Generation;

/// <summary>Makes the calls of a sequence's controller and carries out its verdicts. What is wrong with it ends its sequence.</summary>
/// <param name="sequence">The sequence.</param>
/// <param name="controller">Its controller, which is disposed with it.</param>
/// <param name="family">All sequences of the request.</param>
/// <param name="parent">The number of the sequence that it was forked from; null where it was not.</param>
sealed class SequenceControl(GeneratedSequence sequence, SequenceController controller, List<GeneratedSequence> family, int? parent = null)
{
    /// <summary>Rounds, per token that there is room for, in which a text may stay as short as it was before; and some for short ones.</summary>
    const int RoundsPerToken = 16, MoreRounds = 1000;

    long _skippingSince; // 0 where it is not
    int _longest;
    int _roundsWithoutMore;
    bool _isPreparing;
    bool _isStepping;
    bool _released;

    internal List<GeneratedSequence> Family { get; } = family;

    internal int Number { get; } = controller.Number;

    internal int Parent { get; } = parent ?? controller.Number;

    /// <summary>Whether its last verdict was to skip a round.</summary>
    internal bool IsSkipping => _skippingSince != 0;

    /// <summary>Whether it waits for something that is read for it, so that it need not be called; for too long is an error.</summary>
    internal bool IsWaiting()
    {
        if (!controller.IsWaiting)
            return false;
        CheckSkipping();
        return true;
    }

    /// <summary>Lets the controller see the prompt, which it may change.</summary>
    internal void Initialize()
    {
        if (!TryBegin(ControlPhase.Initialize))
            return;
        try
        {
            switch (controller.End())
            {
                case ControlAction.Stop:
                    sequence.End(StopReason.Stopped);
                    break;
                case ControlAction.Splice:
                    ChangePrompt();
                    break;
            }
        }
        catch (ControllerException error)
        {
            sequence.Fail(error);
        }
    }

    internal void BeginPreparation() => _isPreparing = controller.Prepares && TryBegin(ControlPhase.Prepare);

    /// <returns>Whether there is a step in this round.</returns>
    internal bool EndPreparation()
    {
        if (!_isPreparing)
            return sequence.StopReason is null;
        _isPreparing = false;
        try
        {
            return controller.End() != ControlAction.Skip;
        }
        catch (ControllerException error)
        {
            sequence.Fail(error);
            return false;
        }
    }

    internal void BeginStep() => _isStepping = TryBegin(ControlPhase.Step);

    /// <summary>Waits for the verdict and carries it out.</summary>
    /// <param name="scratch">Memory to sample in.</param>
    /// <returns>The new sequences of a fork, which are to be called in the same round, as is this one; else none.</returns>
    internal GeneratedSequence[] EndStep(Candidates scratch)
    {
        if (!_isStepping)
            return [];
        _isStepping = false;
        try
        {
            ControlAction action = controller.End();
            if (action == ControlAction.Skip)
                CheckSkipping();
            else
                _skippingSince = 0;
            switch (action)
            {
                case ControlAction.Sample:
                    Sample(scratch);
                    break;
                case ControlAction.Stop:
                    sequence.End(StopReason.Stopped);
                    break;
                case ControlAction.Splice:
                    Splice(controller.Result.Backtrack, controller.Result.Tokens);
                    break;
                case ControlAction.Fork:
                    return [.. controller.Fork().Select(fork => new GeneratedSequence(sequence, fork))];
            }
        }
        catch (ControllerException error)
        {
            sequence.Fail(error);
        }
        CheckProgress();
        return [];
    }

    internal void Release()
    {
        if (_released)
            return;
        _released = true;
        controller.Dispose();
    }

    void Sample(Candidates scratch)
    {
        StepResult result = controller.Result;
        int token = sequence.Choose(scratch, controller.Slot, result);
        if (token < 0)
            throw NothingLeft(result.UsesMask, scratch.Count);
        if (!result.FindSplice(token, out int index, out int backtrack, out ReadOnlySpan<int> tokens))
        {
            sequence.AppendSampled(token);
            if (sequence.StopReason is null)
                controller.AppendSampled(token);
            return;
        }
        controller.SetSpliced(token, index);
        if (backtrack == 0)
            Splice(0, [token]);
        if (sequence.StopReason is null)
            Splice(Math.Max(backtrack - 1, 0), tokens); // the sampled one is counted and was never appended
    }

    void Splice(int backtrack, ReadOnlySpan<int> tokens)
    {
        sequence.Splice(backtrack, tokens);
        if (sequence.StopReason is not null)
            return;
        controller.Remove(backtrack);
        controller.Append(tokens);
    }

    void ChangePrompt()
    {
        StepResult result = controller.Result;
        int length = controller.TokenCount - result.Backtrack + result.Tokens.Length;
        if (length > sequence.ContextLength)
        {
            throw new ControllerException(ControllerFault.Answer,
                $"{Name}: expected a prompt of at most {sequence.ContextLength} tokens, what the context holds, found {length}");
        }
        sequence.SplicePrompt(result.Backtrack, result.Tokens);
        controller.Remove(result.Backtrack);
        controller.Append(result.Tokens);
        controller.SetPrompt();
    }

    bool TryBegin(ControlPhase phase)
    {
        if (sequence.StopReason is not null)
            return false;
        try
        {
            controller.Begin(phase);
            return true;
        }
        catch (ControllerException error)
        {
            sequence.Fail(error);
            return false;
        }
    }

    /// <summary>Ends a sequence that has skipped for too long.</summary>
    void CheckSkipping()
    {
        TimeSpan most = controller.Request.Controller.Limits.Skipping;
        if (_skippingSince == 0)
        {
            _skippingSince = Stopwatch.GetTimestamp();
        }
        else if (Stopwatch.GetElapsedTime(_skippingSince) > most)
        {
            sequence.Fail(new ControllerException(ControllerFault.Limit,
                $"{Name}: expected a verdict other than SKIP within {most.TotalSeconds:0.###} s, found none"));
        }
    }

    /// <summary>Ends a sequence that takes back and appends without an end in sight.</summary>
    void CheckProgress()
    {
        int length = sequence.Tokens.Length;
        if (length > _longest || sequence.StopReason is not null)
        {
            (_longest, _roundsWithoutMore) = (length, 0);
            return;
        }
        int most = MoreRounds + RoundsPerToken * sequence.Room;
        if (!IsSkipping && ++_roundsWithoutMore > most)
        {
            sequence.Fail(new ControllerException(ControllerFault.Limit,
                $"{Name}: expected a text that becomes longer than it was within {most} rounds, found one of {length} tokens that was {_longest} long before"));
        }
    }

    ControllerException NothingLeft(bool usesMask, int allowed)
    {
        string found = !usesMask ? "logits of which none is a number above negative infinity"
            : allowed == 0 ? "a mask that allows none"
            : $"{allowed} that the mask allows, of which none has a logit that is a number above negative infinity";
        return new ControllerException(ControllerFault.EmptyMask, $"{Name}: expected a token that can be sampled, found {found}");
    }

    string Name => controller.Request.Controller.Name;
}
