namespace Lode.Control;

/// <summary>Sequences that are steered by one controller with one argument, and what they share.</summary>
public abstract class ControllerRequest : IDisposable
{
    private protected ControllerRequest(Controller controller, RequestOptions options)
    {
        options.Check();
        Controller = controller;
        Options = options;
        Variables = new(controller.Limits.VariableBytes);
    }

    /// <summary>The controller.</summary>
    public Controller Controller { get; }

    /// <summary>What the request gives.</summary>
    public RequestOptions Options { get; }

    /// <summary>Variables and results. Those of a request in another process are a copy, brought up to date by each call.</summary>
    public RequestVariables Variables { get; }

    /// <summary>Sequences that were made so far.</summary>
    public int SequenceCount { get; private set; }

    /// <summary>Makes the first sequence and lets the controller see its prompt: <see cref="ControlPhase.Initialize"/> has still to be run.</summary>
    /// <param name="prompt">Token ids, at least one.</param>
    /// <exception cref="ControllerException">The controller cannot be used.</exception>
    public SequenceController Open(ReadOnlySpan<int> prompt)
    {
        if (prompt.IsEmpty || prompt.Length > Options.TokenCapacity)
            throw new ArgumentException($"a prompt has 1 to {Options.TokenCapacity} tokens, not {prompt.Length}", nameof(prompt));
        SequenceController sequence = Create(TakeNumber(1));
        sequence.Begin(prompt);
        return sequence;
    }

    /// <summary>Ends all sequences that still go on.</summary>
    public abstract void Dispose();

    /// <summary>Makes a sequence with a slot of its own, and everything but its prompt.</summary>
    private protected abstract SequenceController Create(int number);

    /// <summary>Makes a sequence of which another process keeps the account, and writes the prompt.</summary>
    /// <param name="number">Its number; null for the next one.</param>
    /// <exception cref="ControllerException">There would be more than the limit, or the controller cannot be used.</exception>
    internal SequenceController OpenFor(int? number)
    {
        int first = TakeNumbers(number, 1);
        SequenceController sequence = Create(first);
        (sequence.Slot.Header.Sequence, sequence.Slot.Header.Parent) = ((uint)first, (uint)first);
        return sequence;
    }

    /// <summary>Counts new sequences whose numbers another process may have given.</summary>
    /// <exception cref="ControllerException">There would be more than the limit.</exception>
    internal int TakeNumbers(int? first, int count)
    {
        if (first < SequenceCount)
            throw new ControllerException(ControllerFault.Limit, $"{Controller.Name}: a new sequence has number {SequenceCount} or more, not {first}");
        int skipped = (first ?? SequenceCount) - SequenceCount;
        return TakeNumber(skipped + count) + skipped;
    }

    /// <summary>Counts new sequences and gives the number of the first.</summary>
    /// <exception cref="ControllerException">There would be more than the limit.</exception>
    internal int TakeNumber(int count)
    {
        int first = SequenceCount, most = Controller.Limits.Sequences;
        if (first + count > most)
        {
            throw new ControllerException(ControllerFault.Limit,
                $"{Controller.Name}: {first + count} sequences are more than the {most} that a request may have");
        }
        SequenceCount += count;
        return first;
    }
}
