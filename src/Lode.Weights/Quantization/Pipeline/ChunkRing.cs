using System.Runtime.ExceptionServices;

namespace Lode.Weights.Quantization;

/// <summary>A few chunks that go round between the workers, who fill them in any order, and the writer, who empties them in theirs.</summary>
/// <remarks>Parts take milliseconds, so one lock does. However large the tensors are, there is no more memory than the chunks'.</remarks>
sealed class ChunkRing : IDisposable
{
    readonly object _gate = new();
    readonly Chunk[] _chunks;
    readonly ChunkPlan _plan;
    long _claimed;
    long _written;
    ExceptionDispatchInfo? _failure;
    bool _stopped;

    public ChunkRing(ChunkPlan plan, int count)
    {
        _plan = plan;
        _chunks = new Chunk[count];
        for (int i = 0; i < count; i++)
            _chunks[i] = new Chunk(plan.LargestTarget);
    }

    /// <summary>The next part to work on; waits until there is a free chunk. Null when nothing is left.</summary>
    public Chunk? Claim()
    {
        lock (_gate)
        {
            while (!_stopped && !_plan.IsAtEnd && _claimed - _written == _chunks.Length)
                Monitor.Wait(_gate);
            if (_stopped || _plan.IsAtEnd)
                return null;
            Chunk chunk = _chunks[_claimed++ % _chunks.Length];
            _plan.Assign(chunk);
            return chunk;
        }
    }

    /// <summary>Says that a part is encoded.</summary>
    public void Complete(Chunk chunk)
    {
        lock (_gate)
        {
            chunk.IsReady = true;
            if (chunk.Number == _written)
                Monitor.PulseAll(_gate);
        }
    }

    /// <summary>The next part to write; waits until it is encoded. Null after the last.</summary>
    /// <exception cref="Exception">The first failure of a worker.</exception>
    public Chunk? Take()
    {
        lock (_gate)
        {
            while (true)
            {
                _failure?.Throw();
                if (_written == _claimed && _plan.IsAtEnd)
                    return null;
                if (_written < _claimed && _chunks[_written % _chunks.Length] is { IsReady: true } chunk)
                    return chunk;
                Monitor.Wait(_gate);
            }
        }
    }

    /// <summary>Says that the part that was taken is written.</summary>
    public void Release()
    {
        lock (_gate)
        {
            _written++;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Ends the work: the writer gets the failure, the workers nothing more. Only the first failure counts.</summary>
    public void Fail(Exception error)
    {
        lock (_gate)
        {
            _failure ??= ExceptionDispatchInfo.Capture(error);
            _stopped = true;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Gives the memory back. Not before the workers have ended.</summary>
    public void Dispose()
    {
        foreach (Chunk chunk in _chunks)
            chunk.Dispose();
    }
}
