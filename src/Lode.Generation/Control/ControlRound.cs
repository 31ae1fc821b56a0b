using Lode.Generation.Sampling;

namespace Lode.Generation;

/// <summary>The sequences whose controllers are called in a round. Calls of one kind begin together and end one after the other, so that those
/// that run elsewhere run at once.</summary>
/// <param name="scratch">Memory to sample in.</param>
sealed class ControlRound(Candidates scratch)
{
    readonly List<GeneratedSequence> _called = [];

    /// <summary>Sequences that are called.</summary>
    internal int Count => _called.Count;

    internal void Clear() => _called.Clear();

    internal void Add(GeneratedSequence sequence) => _called.Add(sequence);

    internal void BeginPreparations()
    {
        foreach (GeneratedSequence sequence in _called)
            sequence.Control!.BeginPreparation();
    }

    /// <summary>Ends them; who missed it or failed has no step in this round.</summary>
    internal void EndPreparations()
    {
        int kept = 0;
        for (int i = 0; i < _called.Count; i++)
        {
            if (_called[i].Control!.EndPreparation())
                _called[kept++] = _called[i];
        }
        _called.RemoveRange(kept, _called.Count - kept);
    }

    internal void BeginSteps()
    {
        foreach (GeneratedSequence sequence in _called)
            sequence.Control!.BeginStep();
    }

    /// <summary>Ends them and carries out what the controllers want.</summary>
    /// <param name="active">Is given the branches of forks, which are called, too.</param>
    /// <returns>Whether any of them did more than to skip the round.</returns>
    internal bool EndSteps(List<GeneratedSequence> active)
    {
        bool moved = false;
        for (int i = 0; i < _called.Count; i++) // branches come behind the end
        {
            GeneratedSequence sequence = _called[i];
            GeneratedSequence[] branches = sequence.Control!.EndStep(scratch);
            moved |= !sequence.Control.IsSkipping || sequence.StopReason is not null;
            if (branches.Length == 0)
                continue;
            active.AddRange(branches);
            int first = _called.Count;
            _called.Add(sequence);
            _called.AddRange(branches);
            for (int again = first; again < _called.Count; again++)
                _called[again].Control!.BeginStep();
        }
        return moved;
    }
}
