namespace Lode.Kernels.Threading;

/// <summary>Work that a <see cref="ThreadTeam"/> splits into numbered chunks.</summary>
/// <remarks>Jobs are made once and run many times, so that running one allocates nothing.</remarks>
public abstract class TeamJob
{
    /// <summary>Does chunk <paramref name="chunk"/>. Chunks run in any order, on any thread, each exactly once.</summary>
    /// <remarks>What one throws ends the run: chunks not begun are left out, and the caller of the team gets the first exception.</remarks>
    /// <param name="chunk">0 to the number of chunks - 1.</param>
    /// <param name="worker">The thread's number in the team, 0 to <see cref="ThreadTeam.Size"/> - 1: an index for scratch memory.</param>
    public abstract void Run(int chunk, int worker);
}
