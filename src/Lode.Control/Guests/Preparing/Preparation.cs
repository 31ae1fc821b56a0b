namespace Lode.Control;

/// <summary>A preparation that runs on another thread, or on the one that asks for its end, whoever comes first. Used again each round.</summary>
/// <param name="work">What it does; it throws nothing.</param>
sealed class Preparation(Action work) : IDisposable
{
    /// <summary>A thread that waits sleeps: the model needs the processors.</summary>
    const int Spins = 1;

    readonly ManualResetEventSlim _done = new(true, Spins);

    // Its place in the queue; under the gate of PreparationThreads.
    internal Preparation? Next;
    internal Preparation? Previous;
    internal bool IsQueued;

    /// <summary>Puts it into the queue.</summary>
    public void Begin()
    {
        _done.Reset();
        PreparationThreads.Add(this);
    }

    /// <summary>Waits for its end; does it here where nobody has begun.</summary>
    public void End()
    {
        if (PreparationThreads.TryTake(this))
            Run();
        else
            _done.Wait();
    }

    /// <summary>Gives up what nobody has begun, and waits for the end of what somebody has.</summary>
    public void Dispose()
    {
        if (!PreparationThreads.TryTake(this))
            _done.Wait();
        _done.Dispose();
    }

    internal void Run()
    {
        try
        {
            work();
        }
        finally
        {
            _done.Set();
        }
    }
}
