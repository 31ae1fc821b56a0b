namespace Lode.Usage.Interop;

/// <summary>Starts a command on a thread of its own, which the start blocks until the command is past its gate.</summary>
/// <remarks>
/// The thread lives as long as the command: some programs ask the kernel to end them with the thread that started them
/// (<c>PR_SET_PDEATHSIG</c>).
/// </remarks>
sealed class GatedStart : IDisposable
{
    readonly ManualResetEventSlim _go = new(false);
    readonly ManualResetEventSlim _done = new(false);
    readonly ManualResetEventSlim _over = new(false);
    readonly Thread _thread;
    int _threadId;
    int _error;

    public GatedStart(PreparedCommand command)
    {
        using ManualResetEventSlim ready = new(false);
        _thread = new Thread(() =>
        {
            _threadId = ProcessCalls.ThreadId();
            ready.Set();
            _go.Wait();
            if (!_over.IsSet)
                _error = command.Start(out _);
            _done.Set();
            _over.Wait();
        })
        { IsBackground = true, Name = "command start" };
        _thread.Start();
        ready.Wait();
    }

    /// <summary>The kernel's number of the thread whose child the command will be.</summary>
    public int ThreadId => _threadId;

    /// <summary>Starts the command.</summary>
    /// <returns>The process, which waits at the gate or will; 0 when none came to be.</returns>
    public int Begin()
    {
        _go.Set();
        while (true)
        {
            bool done = _done.IsSet; // asked before looking, so that a child is not overlooked
            if (ProcessTree.Children(Environment.ProcessId, ThreadId) is [int process, ..])
                return process;
            if (done)
                return 0;
            Thread.Yield();
        }
    }

    /// <summary>Waits until the command is past its <c>exec</c>, or failed to get there.</summary>
    /// <returns>0, or the error number.</returns>
    public int Result()
    {
        _done.Wait();
        return _error;
    }

    public void Dispose()
    {
        _over.Set();
        _go.Set();
        _thread.Join();
        _go.Dispose();
        _done.Dispose();
        _over.Dispose();
    }
}
