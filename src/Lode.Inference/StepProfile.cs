using System.Diagnostics;

namespace Lode.Inference;

/// <summary>Where the time of steps goes, by operator: set it as <see cref="InferenceContext.Profile"/>, step, and look.</summary>
/// <remarks>
/// Times are those of the clock, from the end of the operator before, over all layers; what threads wait for each other is in them. Looking
/// at the clock costs some tens of nanoseconds an operator.
/// </remarks>
public sealed class StepProfile
{
    string[] _names = [];
    long[] _ticks = [];
    int _current = -1;
    long _since;

    /// <summary>Operators in the order in which they run, with the time spent in each since <see cref="Clear"/>.</summary>
    public IEnumerable<(string Operator, TimeSpan Time)> Times =>
        _names.Select((name, i) => (name, Stopwatch.GetElapsedTime(0, _ticks[i])));

    /// <summary>Forgets the times.</summary>
    public void Clear() => Array.Clear(_ticks);

    internal void SetOperators(string[] names)
    {
        _names = names;
        _ticks = new long[names.Length];
        _current = -1;
    }

    /// <summary>Ends the operator that runs, if one does, and begins another; -1 for none.</summary>
    internal void Enter(int next)
    {
        long now = Stopwatch.GetTimestamp();
        if (_current >= 0)
            _ticks[_current] += now - _since;
        _current = next;
        _since = now;
    }
}
