using Lode.Wasm;

namespace Lode.Control;

/// <summary>Branches: instances that go on from where this one is, with regions and a world of their own.</summary>
sealed partial class GuestSequence
{
    private protected override SequenceController[] Fork(int first, int count)
    {
        SequenceController[] branches = new SequenceController[count];
        int made = 0;
        try
        {
            for (; made < count; made++)
                branches[made] = Make(_request, first + made, Branch);
            return branches;
        }
        catch (Exception error)
        {
            while (made > 0)
                branches[--made].Dispose();
            if (error is LinkException or InsufficientMemoryException or IOException)
                throw new ControllerException(ControllerFault.Limit, $"{Name}: a branch cannot be made: {error.Message}", error);
            throw;
        }
    }

    /// <summary>Gives a new sequence a copy of the instance.</summary>
    void Branch(GuestSequence branch)
    {
        branch.Bind(_request.Guest.Linker.Fork(_instance, branch._store));
        foreach (RegionKind kind in Enum.GetValues<RegionKind>())
        {
            // No region lies at 0.
            if (_regions[(int)kind] is not 0 and uint address && branch.WindowOf(kind) is { } window)
                branch.Map(kind, window, address);
        }
        branch._constraints = _constraints?.Fork(branch);
        branch._shares = _shares?.Fork(branch);
        branch._store.Deadline = Request.Controller.Limits.Step;
    }
}
