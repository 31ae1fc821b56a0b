using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Lode.Kernels.Threading;

/// <summary>Threads that work through the chunks of one job after another, claiming them dynamically.</summary>
/// <remarks>
/// <para>
/// The caller's thread is worker 0 and takes part. A job ends when all chunks are done, not when all threads have reported: a worker that
/// has lost its core costs at most the chunk it holds, which keeps the team useful on a busy machine. Workers spin for a few microseconds
/// for the next job and then sleep, so an idle team costs nothing.
/// </para>
/// <para>
/// Everything a worker must know to claim is in one 64-bit word: generation of the job, number of chunks, next chunk. A thread that wakes
/// late therefore either claims a chunk of the job that is current, or learns from the same atomic operation that nothing is left.
/// </para>
/// <para>One job at a time: <see cref="Run"/> is not reentrant and not thread-safe.</para>
/// </remarks>
public sealed class ThreadTeam : IDisposable
{
    const int CountBits = 24;
    const long CountMask = (1L << CountBits) - 1;

    /// <summary>The most chunks a job may have.</summary>
    public const int MaxChunks = 1 << 22;

    readonly Thread[] _threads;
    readonly AutoResetEvent[] _wake;
    readonly int[] _asleep;
    readonly int _spins;
    Lines _lines;
    TeamJob? _job;
    int _generation;
    volatile bool _stopping;

    /// <summary>Words that different threads write, a cache line apart.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 384)]
    struct Lines
    {
        [FieldOffset(128)]
        public long Claim; // generation (16) | count (24) | next (24)

        [FieldOffset(256)]
        public int Done;
    }

    /// <summary>Starts a team.</summary>
    /// <param name="size">Threads, the caller's included; 1 to 256.</param>
    /// <exception cref="ArgumentOutOfRangeException">The size is out of range.</exception>
    public ThreadTeam(int size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, 256);
        _threads = new Thread[size - 1];
        _wake = new AutoResetEvent[size - 1];
        _asleep = new int[size * 32];
        // Spinning only pays while every worker can have a core of its own.
        _spins = size <= Environment.ProcessorCount ? 1000 : 0;
        for (int i = 0; i < _threads.Length; i++)
        {
            int worker = i + 1;
            _wake[i] = new AutoResetEvent(false);
            _threads[i] = new Thread(() => Work(worker)) { IsBackground = true, Name = $"lode worker {worker}" };
            _threads[i].Start();
        }
    }

    /// <summary>Threads of the team, the caller's included.</summary>
    public int Size => _threads.Length + 1;

    /// <summary>Runs a job and returns when all its chunks are done.</summary>
    /// <param name="job">The job.</param>
    /// <param name="chunks">0 to <see cref="MaxChunks"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">Too many chunks.</exception>
    /// <exception cref="ObjectDisposedException">The team was disposed.</exception>
    public void Run(TeamJob job, int chunks)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(chunks);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(chunks, MaxChunks);
        ObjectDisposedException.ThrowIf(_stopping, this);
        if (_threads.Length == 0 || chunks <= 1)
        {
            for (int chunk = 0; chunk < chunks; chunk++)
                job.Run(chunk, 0);
            return;
        }
        _job = job;
        _lines.Done = 0;
        _generation = (_generation + 1) & 0xFFFF;
        Interlocked.Exchange(ref _lines.Claim, (long)_generation << (2 * CountBits) | (long)chunks << CountBits);
        WakeSleepers(Math.Min(chunks - 1, _threads.Length));
        Claim(0);
        for (int spin = 0; Volatile.Read(ref _lines.Done) != chunks; spin++)
        {
            if (spin < _spins)
                Thread.SpinWait(8);
            else
                Thread.Yield(); // whoever holds the last chunk may be waiting for this core
        }
    }

    /// <summary>Ends the threads. Not while a job runs.</summary>
    public void Dispose()
    {
        if (_stopping)
            return;
        _stopping = true;
        foreach (AutoResetEvent wake in _wake)
            wake.Set();
        foreach (Thread thread in _threads)
            thread.Join();
        foreach (AutoResetEvent wake in _wake)
            wake.Dispose();
    }

    void WakeSleepers(int wanted)
    {
        for (int i = 0; i < _threads.Length && wanted > 0; i++, wanted--)
        {
            ref int asleep = ref _asleep[(i + 1) * 32];
            if (Volatile.Read(ref asleep) != 0 && Interlocked.Exchange(ref asleep, 0) != 0)
                _wake[i].Set();
        }
    }

    void Work(int worker)
    {
        long seen = 0;
        while (true)
        {
            long claim = WaitForJob(worker, seen);
            if (_stopping)
                return;
            seen = claim >> (2 * CountBits);
            Claim(worker);
        }
    }

    /// <summary>Waits until the generation differs from <paramref name="seen"/>: spins, then sleeps.</summary>
    long WaitForJob(int worker, long seen)
    {
        ref int asleep = ref _asleep[worker * 32];
        while (true)
        {
            for (int spin = 0; spin <= _spins; spin++)
            {
                long claim = Volatile.Read(ref _lines.Claim);
                if (claim >> (2 * CountBits) != seen || _stopping)
                    return claim;
                Thread.SpinWait(8);
            }
            // Announce first, look again, then sleep: either this thread sees the new job or the caller sees the announcement.
            Interlocked.Exchange(ref asleep, 1);
            long last = Volatile.Read(ref _lines.Claim);
            if (last >> (2 * CountBits) != seen || _stopping)
            {
                Volatile.Write(ref asleep, 0);
                return last;
            }
            _wake[worker - 1].WaitOne();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    void Claim(int worker)
    {
        while (true)
        {
            long claim = Interlocked.Increment(ref _lines.Claim) - 1;
            int chunk = (int)(claim & CountMask);
            if (chunk >= (int)((claim >> CountBits) & CountMask))
                return;
            // A valid claim keeps its job alive until Done is counted, so _job cannot have moved on.
            _job!.Run(chunk, worker);
            Interlocked.Increment(ref _lines.Done);
        }
    }
}
