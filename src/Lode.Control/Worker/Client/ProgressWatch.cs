using System.Diagnostics;

namespace Lode.Control;

/// <summary>Counts time in which a worker did nothing.</summary>
struct ProgressWatch(TimeSpan limit)
{
    long _since = Stopwatch.GetTimestamp();
    uint _served;

    public readonly TimeSpan Limit => limit;

    /// <summary>Whether the time is over.</summary>
    /// <param name="served">What the worker has done so far.</param>
    public bool IsOver(uint served)
    {
        if (_served != served)
            (_served, _since) = (served, Stopwatch.GetTimestamp());
        return Stopwatch.GetElapsedTime(_since) > limit;
    }
}
