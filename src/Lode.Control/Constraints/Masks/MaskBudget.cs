namespace Lode.Control;

/// <summary>What masks of all patterns of the process may take together: the oldest go first, and are made again when they are needed.</summary>
static class MaskBudget
{
    internal const long MostBytes = 32 << 20;

    static readonly Lock s_gate = new();
    static readonly Queue<(WeakReference<PatternMasks> Owner, int State, int Bytes)> s_rows = new();
    static long s_bytes;

    /// <summary>Bytes that rows take now, those of patterns that are gone included until they are the oldest.</summary>
    internal static long Bytes
    {
        get
        {
            lock (s_gate)
                return s_bytes;
        }
    }

    internal static void Add(WeakReference<PatternMasks> owner, int state, int bytes)
    {
        lock (s_gate)
        {
            s_rows.Enqueue((owner, state, bytes));
            s_bytes += bytes;
            while (s_bytes > MostBytes)
            {
                (WeakReference<PatternMasks> oldest, int oldState, int oldBytes) = s_rows.Dequeue();
                s_bytes -= oldBytes;
                if (oldest.TryGetTarget(out PatternMasks? masks))
                    masks.Forget(oldState);
            }
        }
    }
}
