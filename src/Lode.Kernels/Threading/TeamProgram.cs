namespace Lode.Kernels.Threading;

/// <summary>Jobs in sequence, such as all operators of a token: a job begins when all chunks of the one before are done.</summary>
/// <remarks>Programs are made once and run many times, so that running one allocates nothing.</remarks>
public abstract class TeamProgram
{
    /// <summary>Begins a run; the caller's thread.</summary>
    public abstract void Reset();

    /// <summary>The next job of the run, prepared; null at the end.</summary>
    /// <remarks>
    /// Called by whichever thread did the last chunk of the job before, by one at a time: what the call writes is seen by all chunks of its
    /// job, and it sees what all chunks before have written.
    /// </remarks>
    /// <param name="chunks">0 (the job is left out) to <see cref="ThreadTeam.MaxChunks"/>.</param>
    public abstract TeamJob? Next(out int chunks);
}
