namespace Lode.Kernels.Threading;

/// <summary>The program of one job.</summary>
sealed class SingleJob : TeamProgram
{
    TeamJob? _job;
    int _chunks;

    internal void Set(TeamJob job, int chunks)
    {
        _job = job;
        _chunks = chunks;
    }

    public override void Reset()
    {
    }

    public override TeamJob? Next(out int chunks)
    {
        chunks = _chunks;
        TeamJob? job = _job;
        _job = null;
        return job;
    }
}
