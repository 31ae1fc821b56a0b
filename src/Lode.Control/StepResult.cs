namespace Lode.Control;

/// <summary>What a controller wants in a round, read once out of shared memory and checked. One object per sequence, filled anew each time.</summary>
public sealed class StepResult
{
    readonly SpliceEntry[] _splices = new SpliceEntry[ControlContract.MaxSplices];
    readonly int[] _tokens = new int[ControlContract.PoolTokens];
    int _tokenStart;
    int _tokenCount;

    /// <summary>The verdict.</summary>
    public ControlAction Action { get; private set; }

    /// <summary>Whether only tokens of the mask may be sampled.</summary>
    public bool UsesMask { get; private set; }

    /// <summary>Whether the biases are added to the logits.</summary>
    public bool UsesBias { get; private set; }

    /// <summary>Whether a skipped sequence waits for a completion in its ring.</summary>
    public bool Waits { get; private set; }

    /// <summary>The temperature for this token, 0 or more; null for the sampler's own.</summary>
    public float? Temperature { get; private set; }

    /// <summary>With <see cref="ControlAction.Splice"/>: tokens to take off the end.</summary>
    public int Backtrack { get; private set; }

    /// <summary>With <see cref="ControlAction.Splice"/>: tokens to append, all of them ids of the vocabulary.</summary>
    public ReadOnlySpan<int> Tokens => _tokens.AsSpan(_tokenStart, _tokenCount);

    /// <summary>With <see cref="ControlAction.Fork"/>: how many sequences there are to be.</summary>
    public int Branches { get; private set; }

    /// <summary>With <see cref="ControlAction.Sample"/>: conditional splices.</summary>
    public int SpliceCount { get; private set; }

    /// <summary>Finds the splice that a sampled token brings about.</summary>
    /// <param name="sampled">The token.</param>
    /// <param name="index">The splice's number, or -1.</param>
    /// <param name="backtrack">Tokens to take off the end, the sampled one counted.</param>
    /// <param name="tokens">Tokens to append, all of them ids of the vocabulary.</param>
    public bool FindSplice(int sampled, out int index, out int backtrack, out ReadOnlySpan<int> tokens)
    {
        for (int i = 0; i < SpliceCount; i++)
        {
            ref readonly SpliceEntry entry = ref _splices[i];
            if (!_tokens.AsSpan((int)entry.WhenStart, (int)entry.WhenCount).Contains(sampled))
                continue;
            index = i;
            backtrack = (int)entry.Backtrack;
            tokens = _tokens.AsSpan((int)entry.TokenStart, (int)entry.TokenCount);
            return true;
        }
        index = -1;
        backtrack = 0;
        tokens = default;
        return false;
    }

    /// <summary>Nothing happens in this round: the call was stopped for its time.</summary>
    internal void SetMissed() => Reset(ControlAction.Skip);

    /// <summary>Reads and checks an answer.</summary>
    /// <param name="slot">Where it lies.</param>
    /// <param name="verdict">What the call gave.</param>
    /// <param name="phase">What the call was for.</param>
    /// <param name="name">The controller, for messages.</param>
    /// <param name="tokenCount">Tokens so far.</param>
    /// <param name="promptLength">Tokens of the prompt.</param>
    /// <exception cref="ControllerException">The answer is not allowed.</exception>
    internal void Read(ControlSlot slot, int verdict, ControlPhase phase, string name, int tokenCount, int promptLength)
    {
        if ((uint)verdict > (uint)ControlAction.Fork)
            throw Wrong(name, $"a verdict of 0 to 4, found {verdict}");
        Reset((ControlAction)verdict);
        if (phase == ControlPhase.Initialize && Action is ControlAction.Skip or ControlAction.Fork)
            throw Wrong(name, $"SAMPLE, STOP or SPLICE of lode_init, found {Action}");
        StepOutput output = slot.Output; // once: it may change under our eyes
        UsesMask = (output.Flags & StepUses.UseMask) != 0;
        UsesBias = (output.Flags & StepUses.UseBias) != 0;
        Waits = (output.Flags & StepUses.Wait) != 0;
        if ((output.Flags & StepUses.UseTemperature) != 0)
        {
            Temperature = output.Temperature is >= 0 and <= 1000
                ? output.Temperature
                : throw Wrong(name, $"a temperature of 0 to 1000, found {output.Temperature}");
        }
        switch (Action)
        {
            case ControlAction.Sample:
                ReadSplices(slot, output, name, tokenCount, promptLength);
                break;
            case ControlAction.Splice:
                int removable = phase == ControlPhase.Initialize ? tokenCount : tokenCount - promptLength;
                Backtrack = output.Backtrack <= removable
                    ? (int)output.Backtrack
                    : throw Wrong(name, $"a backtrack of at most {removable} tokens, found {output.Backtrack}");
                (_tokenStart, _tokenCount) = Take(slot, output.TokenStart, output.TokenCount, name);
                CheckText(_tokenStart, _tokenCount, slot.Layout.Vocabulary, name);
                if (tokenCount - Backtrack + _tokenCount == 0)
                    throw Wrong(name, "a prompt of at least one token, found none");
                break;
            case ControlAction.Fork:
                Branches = output.Branches is >= 2 and <= ControlContract.MaxBranches
                    ? (int)output.Branches
                    : throw Wrong(name, $"2 to {ControlContract.MaxBranches} branches, found {output.Branches}");
                break;
        }
    }

    void ReadSplices(ControlSlot slot, in StepOutput output, string name, int tokenCount, int promptLength)
    {
        if (output.SpliceCount > ControlContract.MaxSplices)
            throw Wrong(name, $"at most {ControlContract.MaxSplices} splices, found {output.SpliceCount}");
        for (int i = 0; i < (int)output.SpliceCount; i++)
        {
            SpliceEntry entry = slot.Splices[i];
            if (entry.Backtrack > tokenCount + 1 - promptLength)
                throw Wrong(name, $"a backtrack of at most {tokenCount + 1 - promptLength} tokens in splice {i}, found {entry.Backtrack}");
            Take(slot, entry.WhenStart, entry.WhenCount, name);
            Take(slot, entry.TokenStart, entry.TokenCount, name);
            _splices[i] = entry;
        }
        // Splices may share tokens: what a later one has read again would not be checked before.
        for (int i = 0; i < (int)output.SpliceCount; i++)
            CheckText((int)_splices[i].TokenStart, (int)_splices[i].TokenCount, slot.Layout.Vocabulary, name);
        SpliceCount = (int)output.SpliceCount;
    }

    /// <summary>Copies tokens out of the pool, to the same place.</summary>
    (int Start, int Count) Take(ControlSlot slot, uint start, uint count, string name)
    {
        if (start > ControlContract.PoolTokens || count > ControlContract.PoolTokens - start)
            throw Wrong(name, $"tokens in the pool of {ControlContract.PoolTokens}, found {count} from {start} on");
        slot.Pool.Slice((int)start, (int)count).CopyTo(_tokens.AsSpan((int)start, (int)count));
        return ((int)start, (int)count);
    }

    /// <summary>Checks tokens that are to become text.</summary>
    void CheckText(int start, int count, int vocabulary, string name)
    {
        foreach (int token in _tokens.AsSpan(start, count))
        {
            if ((uint)token >= (uint)vocabulary)
                throw Wrong(name, $"tokens below {vocabulary}, found {(uint)token}");
        }
    }

    void Reset(ControlAction action)
    {
        Action = action;
        UsesMask = UsesBias = Waits = false;
        Temperature = null;
        Backtrack = Branches = SpliceCount = _tokenStart = _tokenCount = 0;
    }

    static ControllerException Wrong(string name, string what) => new(ControllerFault.Answer, $"{name}: expected {what}");
}
