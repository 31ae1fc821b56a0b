using System.Diagnostics;

namespace Lode.Kernels.Threading;

/// <summary>How a thread waits: it spins for some microseconds, lets others have its core a few times, and then should sleep.</summary>
/// <remarks>
/// Spinning is the fastest while every thread has a core. Where it has none, the thread that is waited for may need this very core: asking
/// the scheduler to look (a yield) helps only if that thread is queued behind this one, while a core that goes to sleep takes over threads
/// from the queues of the others.
/// </remarks>
struct Patience
{
    const int Yields = 3;

    /// <summary>About the time of one chunk.</summary>
    static readonly long s_spin = Stopwatch.Frequency / 50_000;

    readonly bool _spins;
    long _end;
    int _rounds;
    int _yields;

    /// <summary>Begins to wait.</summary>
    /// <param name="spins">Whether there is a core for every thread.</param>
    internal Patience(bool spins)
    {
        _spins = spins;
        _yields = spins ? 0 : Yields - 1;
    }

    /// <summary>Passes a moment; false when it is time to sleep.</summary>
    internal bool Wait()
    {
        if (_spins && _yields == 0)
        {
            // The clock is read now and then only: reading it takes as long as a pause.
            if ((_rounds++ & 15) != 0)
            {
                Thread.SpinWait(1);
                return true;
            }
            long now = Stopwatch.GetTimestamp();
            if (_end == 0)
                _end = now + s_spin;
            if (now < _end)
                return true;
        }
        if (_yields++ >= Yields)
            return false;
        Thread.Yield();
        return true;
    }
}
