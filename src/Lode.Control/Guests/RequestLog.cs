namespace Lode.Control;

/// <summary>Where the log of a request goes, and what is left of it.</summary>
/// <param name="sink">Takes lines; null where nobody wants them.</param>
/// <param name="limit">Bytes in all.</param>
sealed class RequestLog(ControlLog? sink, long limit)
{
    long _left = limit;
    int _refused;

    /// <summary>Whether nobody wants it.</summary>
    public bool IsSilent => sink is null;

    /// <summary>Takes bytes of what is left.</summary>
    /// <param name="bytes">How many.</param>
    /// <param name="isFirstRefused">Whether they are the first that there is nothing left for.</param>
    public bool TryTake(int bytes, out bool isFirstRefused)
    {
        isFirstRefused = false;
        // Once something was dropped, what comes later and would fit is dropped, too: the log has one end.
        if (Volatile.Read(ref _refused) == 0 && Interlocked.Add(ref _left, -bytes) >= 0)
            return true;
        isFirstRefused = Interlocked.Exchange(ref _refused, 1) == 0;
        return false;
    }

    public void Write(int sequence, ReadOnlySpan<byte> line) => sink?.Invoke(sequence, line);
}
