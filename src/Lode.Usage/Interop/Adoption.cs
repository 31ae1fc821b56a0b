namespace Lode.Usage.Interop;

/// <summary>While it lasts, processes whose parents ended become children of this one instead of the system's first process.</summary>
/// <remarks>
/// The kernel gives them to the oldest thread of this process, which is how they are told from what other threads start. The setting is one
/// for the whole process, so only one adoption lasts at a time; another waits for its end. Source: <c>PR_SET_CHILD_SUBREAPER(2const)</c>.
/// </remarks>
sealed unsafe class Adoption : IDisposable
{
    static readonly SemaphoreSlim s_one = new(1);
    readonly HashSet<int> _others;
    readonly bool _wasSet;

    public Adoption()
    {
        s_one.Wait();
        int set = 0;
        _ = ProcessCalls.Control(ProcessCalls.GetSubreaper, (nint)(&set), 0, 0, 0);
        _wasSet = set != 0;
        _ = ProcessCalls.Control(ProcessCalls.SetSubreaper, 1, 0, 0, 0);
        _others = [.. Own()];
    }

    /// <summary>The orphans that run now; those that ended are laid to rest.</summary>
    /// <param name="command">The command itself, which is none.</param>
    public List<int> Orphans(int command)
    {
        List<int> orphans = Own();
        orphans.RemoveAll(process => process == command || _others.Contains(process)
            || ProcessCalls.Wait(process, out _, ProcessCalls.NoHang, out _) == process);
        return orphans;
    }

    public void Dispose()
    {
        if (!_wasSet)
            _ = ProcessCalls.Control(ProcessCalls.SetSubreaper, 0, 0, 0, 0);
        s_one.Release();
    }

    static List<int> Own() => ProcessTree.Children(Environment.ProcessId, Environment.ProcessId);
}
