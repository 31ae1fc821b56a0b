namespace Lode.Control;

/// <summary>The controller of one sequence.</summary>
/// <remarks>
/// The host keeps the tokens (<see cref="Append"/>, <see cref="Remove"/>), writes logits into <see cref="ControlSlot.Logits"/>, and
/// makes calls: <see cref="Begin(ControlPhase)"/>, then <see cref="End"/>. Between the two, other sequences may begin theirs, and the model
/// may compute; a controller in another process works meanwhile, one in this process that prepares has a thread for it.
/// </remarks>
public abstract class SequenceController : IDisposable
{
    readonly StepResult _result = new();
    StepInput _input = new() { Sampled = -1, Splice = -1 };
    ControlPhase _phase;
    bool _begun;
    bool _prepared;
    int _promptLength;

    private protected SequenceController(ControllerRequest request, ControlSlot slot, int number)
    {
        Request = request;
        Slot = slot;
        Number = number;
    }

    /// <summary>The request.</summary>
    public ControllerRequest Request { get; }

    /// <summary>The shared regions.</summary>
    public ControlSlot Slot { get; }

    /// <summary>The sequence's number in its request, from 0.</summary>
    public int Number { get; }

    /// <summary>The last answer.</summary>
    public StepResult Result => _result;

    /// <summary>Tokens so far, prompt included.</summary>
    public int TokenCount => (int)_input.TokenCount;

    /// <summary>Whether <see cref="ControlPhase.Prepare"/> is worth a call.</summary>
    public abstract bool Prepares { get; }

    /// <summary>Whether it waits for a completion in its ring, so that it need not be called.</summary>
    public virtual bool IsWaiting => false;

    /// <summary>Begins a call. Tells the controller what happened since the last one.</summary>
    /// <param name="phase">What for. A step may follow a preparation in the same round.</param>
    /// <exception cref="ObjectDisposedException">The sequence or its request was disposed.</exception>
    public void Begin(ControlPhase phase)
    {
        if (_begun)
            throw new InvalidOperationException("a call has begun and not ended");
        _ = Slot.Logits.Row(0); // throws where the memory was given back, which would be a fault otherwise
        _phase = phase;
        StepInput input = _input;
        input.Flags = (phase == ControlPhase.Step ? StepNews.Logits : 0) | (_input.Missed > 0 ? StepNews.Missed : 0);
        Slot.Input = input;
        if (phase != ControlPhase.Step || !_prepared)
            Slot.Output = default; // what was prepared counts
        _begun = true;
        BeginCall(phase);
    }

    /// <summary>Waits for the end of the call, and checks the answer, which then is <see cref="Result"/>.</summary>
    /// <returns>The verdict; of a preparation, <see cref="ControlAction.Sample"/>. <see cref="ControlAction.Skip"/> also where the call was
    /// stopped for its time.</returns>
    /// <exception cref="ControllerException">The sequence cannot go on. Dispose it.</exception>
    public ControlAction End()
    {
        if (!_begun)
            throw new InvalidOperationException("no call has begun");
        _begun = false;
        _prepared = false;
        int verdict = EndCall();
        if (verdict == ControlContract.Missed)
        {
            _result.SetMissed();
            ControllerLimits limits = Request.Controller.Limits;
            if (++_input.Missed >= limits.MissedSteps)
            {
                throw new ControllerException(ControllerFault.Time,
                    $"{Request.Controller.Name}: {_input.Missed} calls in a row took longer than {limits.Step.TotalMilliseconds:0.###} ms");
            }
            return ControlAction.Skip;
        }
        if (_phase == ControlPhase.Prepare)
        {
            // Steps that are missed in a row are so whatever was prepared between them.
            _prepared = true;
            return ControlAction.Sample;
        }
        _input.Missed = 0;
        _result.Read(Slot, verdict, _phase, Request.Controller.Name, TokenCount, _promptLength);
        // Branches are asked again in the same round; what happened before it they have heard. The rounds begin after the prompt was seen.
        if (_phase == ControlPhase.Step && _result.Action != ControlAction.Fork)
            _input.Round++;
        _input.Removed = _input.Appended = 0;
        (_input.Sampled, _input.Splice) = (-1, -1);
        return _result.Action;
    }

    /// <summary>A token was sampled and stays.</summary>
    public void AppendSampled(int token)
    {
        _input.Sampled = token;
        Append([token]);
    }

    /// <summary>A token was sampled and brought about a splice: call <see cref="Remove"/> and <see cref="Append"/> for what else happened.</summary>
    /// <param name="token">The token, which has not been appended.</param>
    /// <param name="splice">The splice's number.</param>
    public void SetSpliced(int token, int splice) => (_input.Sampled, _input.Splice) = (token, splice);

    /// <summary>Tokens were appended.</summary>
    /// <exception cref="ArgumentException">They do not fit.</exception>
    public void Append(ReadOnlySpan<int> tokens)
    {
        if (tokens.Length > Slot.Layout.TokenCapacity - TokenCount)
            throw new ArgumentException($"{TokenCount + tokens.Length} tokens are more than the {Slot.Layout.TokenCapacity} that there is room for", nameof(tokens));
        tokens.CopyTo(Slot.Tokens[TokenCount..]);
        _input.TokenCount += (uint)tokens.Length;
        _input.Appended += (uint)tokens.Length;
    }

    /// <summary>Tokens were taken off the end.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are not so many.</exception>
    public void Remove(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, _input.TokenCount, nameof(count));
        _input.TokenCount -= (uint)count;
        uint fresh = Math.Min(_input.Appended, (uint)count);
        _input.Appended -= fresh;
        _input.Removed += (uint)count - fresh;
    }

    /// <summary>The prompt is what the tokens are now: after <see cref="ControlPhase.Initialize"/> changed it.</summary>
    public void SetPrompt()
    {
        _promptLength = TokenCount;
        Slot.Header.PromptLength = (uint)TokenCount;
    }

    /// <summary>After <see cref="ControlAction.Fork"/>: makes the branches. Each, this one included, is to be called again in the same round.</summary>
    /// <returns>The new sequences: one fewer than <see cref="StepResult.Branches"/>. Logits, mask and biases are copies.</returns>
    /// <exception cref="ControllerException">There would be too many, or one cannot be made.</exception>
    public SequenceController[] Fork()
    {
        int branches = _result.Branches;
        if (_result.Action != ControlAction.Fork)
            throw new InvalidOperationException("the last verdict was no fork");
        SequenceController[] forks = Fork(Request.TakeNumber(branches - 1), branches - 1);
        ref SequenceHeader header = ref Slot.Header;
        (header.Branch, header.Branches) = (0, (uint)branches);
        // What was prepared counts in the second call of the round, too.
        StepOutput output = Slot.Output;
        Slot.Output = new StepOutput { Flags = output.Flags & (StepUses.UseMask | StepUses.UseBias | StepUses.UseTemperature), Temperature = output.Temperature };
        _prepared = true;
        for (int i = 0; i < forks.Length; i++)
        {
            CopyTo(forks[i], i + 1);
            forks[i].Slot.Output = Slot.Output;
            forks[i]._prepared = true;
        }
        return forks;
    }

    /// <summary>Ends the sequence and gives back what it has.</summary>
    public abstract void Dispose();

    internal void Begin(ReadOnlySpan<int> prompt)
    {
        prompt.CopyTo(Slot.Tokens);
        _input.TokenCount = (uint)prompt.Length;
        _input.Appended = (uint)prompt.Length;
        _promptLength = prompt.Length;
        ref SequenceHeader header = ref Slot.Header;
        header.PromptLength = (uint)prompt.Length;
        (header.Sequence, header.Parent) = ((uint)Number, (uint)Number);
    }

    void CopyTo(SequenceController fork, int branch)
    {
        Slot.CopyTo(fork.Slot, TokenCount);
        fork._input = _input;
        fork._promptLength = _promptLength;
        fork.Slot.Header = Slot.Header with { Sequence = (uint)fork.Number, Parent = (uint)Number, Branch = (uint)branch };
    }

    /// <summary>Makes a call of which the input was written and the answer will be checked in another process.</summary>
    /// <returns>The verdict as the controller gave it, or <see cref="ControlContract.Missed"/>.</returns>
    internal int Call(ControlPhase phase)
    {
        _input = Slot.Input;
        _input.TokenCount = Math.Min(_input.TokenCount, (uint)Slot.Layout.TokenCapacity); // as the other process may write anything
        BeginCall(phase);
        return EndCall();
    }

    /// <summary>Makes branches of which another process keeps the account.</summary>
    internal SequenceController[] Branch(int first, int count)
    {
        SequenceController[] forks = Fork(first, count);
        (Slot.Header.Branch, Slot.Header.Branches) = (0, (uint)(count + 1));
        for (int i = 0; i < forks.Length; i++)
            CopyTo(forks[i], i + 1);
        return forks;
    }

    /// <summary>Begins the call; the input is written.</summary>
    private protected abstract void BeginCall(ControlPhase phase);

    /// <summary>Ends the call: the verdict as the controller gave it (0 of a preparation), or <see cref="ControlContract.Missed"/>.</summary>
    private protected abstract int EndCall();

    /// <summary>Makes copies of the controller with the numbers from <paramref name="first"/> on, each with a slot of its own.</summary>
    private protected abstract SequenceController[] Fork(int first, int count);
}
