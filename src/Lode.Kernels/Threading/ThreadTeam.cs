using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace Lode.Kernels.Threading;

/// <summary>Threads that go through the jobs of a program together, claiming their chunks dynamically.</summary>
/// <remarks>
/// <para>
/// No thread leads. Whoever does the last chunk of a job opens the next one, and whoever is running joins in: a job ends when its chunks
/// are done, not when all threads have arrived, so a thread that has lost its core holds up the others by the chunk it was in and no more.
/// Jobs of one chunk are done by the thread that opens them, without telling the others. The caller's thread is worker 0.
/// </para>
/// <para>
/// Everything a thread must know to claim is in one 64-bit word: generation of the job, number of chunks, next chunk. A thread that wakes
/// late therefore either claims a chunk of the job that is current, or learns from the same atomic operation that nothing is left.
/// </para>
/// <para>
/// Threads without work spin for about 20 microseconds, yield, and sleep (<see cref="Patience"/>): an idle team costs nothing, and on a
/// busy machine the core of a waiting thread goes to those that have work.
/// </para>
/// <para>One program at a time: the runs are not reentrant and not thread-safe.</para>
/// </remarks>
public sealed class ThreadTeam : IDisposable
{
    const int CountBits = 24;
    const long CountMask = (1L << CountBits) - 1;

    /// <summary>The most chunks a job may have.</summary>
    public const int MaxChunks = 1 << 22;

    readonly Thread[] _threads;
    readonly AutoResetEvent[] _wake; // of every worker, the caller's included
    readonly int[] _asleep; // a cache line apart
    readonly bool _spins;
    readonly SingleJob _single = new();
    Lines _lines;
    TeamProgram? _program;
    TeamJob? _job;
    int _generation;
    ExceptionDispatchInfo? _failure;
    volatile bool _running;
    volatile bool _stopping;

    /// <summary>Words that different threads write, two cache lines apart: they are fetched in pairs.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 512)]
    struct Lines
    {
        [FieldOffset(128)]
        public long Claim; // generation (16) | count (24) | next (24)

        [FieldOffset(256)]
        public int Done;

        [FieldOffset(384)]
        public int Sleepers;
    }

    /// <summary>Starts a team.</summary>
    /// <param name="size">Threads, the caller's included; 1 to 256.</param>
    /// <exception cref="ArgumentOutOfRangeException">The size is out of range.</exception>
    public ThreadTeam(int size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, 256);
        _threads = new Thread[size - 1];
        _wake = new AutoResetEvent[size];
        _asleep = new int[(size + 1) * 32];
        _spins = size <= Environment.ProcessorCount;
        for (int worker = 0; worker < size; worker++)
            _wake[worker] = new AutoResetEvent(false);
        for (int i = 0; i < _threads.Length; i++)
        {
            int worker = i + 1;
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
    /// <remarks>What a chunk throws is thrown here.</remarks>
    public void Run(TeamJob job, int chunks)
    {
        ArgumentNullException.ThrowIfNull(job);
        CheckChunks(chunks);
        _single.Set(job, chunks);
        Run(_single);
    }

    /// <summary>Runs a program and returns when its jobs are done.</summary>
    /// <param name="program">The program.</param>
    /// <exception cref="ObjectDisposedException">The team was disposed.</exception>
    /// <remarks>What a chunk, or the program itself, throws is thrown here; the team can be used again.</remarks>
    public void Run(TeamProgram program)
    {
        ArgumentNullException.ThrowIfNull(program);
        ObjectDisposedException.ThrowIf(_stopping, this);
        program.Reset();
        _program = program;
        _running = true;
        OpenNext(0);
        while (_running)
            WaitForJob(0, Claim(0));
        _program = null;
        _job = null;
        if (_failure is { } failure)
        {
            _failure = null;
            failure.Throw();
        }
    }

    /// <summary>Ends the threads. Not while a program runs.</summary>
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

    void Work(int worker)
    {
        long seen = 0;
        while (true)
        {
            WaitForJob(worker, seen);
            if (_stopping)
                return;
            seen = Claim(worker);
        }
    }

    /// <summary>Does chunks until none is left to claim.</summary>
    /// <returns>The generation of the job that has none left.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    long Claim(int worker)
    {
        while (true)
        {
            long claim = Interlocked.Increment(ref _lines.Claim) - 1;
            int chunk = (int)(claim & CountMask);
            int chunks = (int)((claim >> CountBits) & CountMask);
            if (chunk >= chunks)
                return Generation(claim);
            // A valid claim keeps its job alive until Done is counted, so _job cannot have moved on.
            Do(_job!, chunk, worker);
            if (Interlocked.Increment(ref _lines.Done) == chunks)
                OpenNext(worker);
        }
    }

    /// <summary>Opens the next job that is worth the company of others, or ends the run. One thread at a time is here.</summary>
    void OpenNext(int worker)
    {
        while (true)
        {
            TeamJob? job = Next(out int chunks);
            if (job is null)
            {
                End(worker);
                return;
            }
            if (chunks > 1 && _threads.Length > 0)
            {
                _job = job;
                _lines.Done = 0;
                _generation = (_generation + 1) & 0xFFFF;
                Interlocked.Exchange(ref _lines.Claim, (long)_generation << (2 * CountBits) | (long)chunks << CountBits);
                Wake(worker, chunks - 1);
                return;
            }
            for (int chunk = 0; chunk < chunks; chunk++)
                Do(job, chunk, worker);
        }
    }

    TeamJob? Next(out int chunks)
    {
        chunks = 0;
        if (Volatile.Read(ref _failure) is not null)
            return null;
        try
        {
            TeamJob? job = _program!.Next(out chunks);
            CheckChunks(chunks);
            return job;
        }
        catch (Exception exception)
        {
            Fail(exception);
            return null;
        }
    }

    void Do(TeamJob job, int chunk, int worker)
    {
        if (Volatile.Read(ref _failure) is not null)
            return;
        try
        {
            job.Run(chunk, worker);
        }
        catch (Exception exception)
        {
            Fail(exception);
        }
    }

    void Fail(Exception exception) => Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(exception), null);

    void End(int worker)
    {
        _running = false;
        Interlocked.MemoryBarrier(); // before the caller's announcement is read
        if (worker != 0)
            WakeOne(0);
    }

    void Wake(int worker, int wanted)
    {
        if (Volatile.Read(ref _lines.Sleepers) == 0)
            return;
        for (int other = 0; other < _wake.Length && wanted > 0; other++)
        {
            if (other != worker && WakeOne(other))
                wanted--;
        }
    }

    bool WakeOne(int worker)
    {
        ref int asleep = ref _asleep[(worker + 1) * 32];
        if (Volatile.Read(ref asleep) == 0 || Interlocked.Exchange(ref asleep, 0) == 0)
            return false;
        Interlocked.Decrement(ref _lines.Sleepers);
        _wake[worker].Set();
        return true;
    }

    /// <summary>Waits until another job than that of generation <paramref name="seen"/> is open, or the run or the team ends.</summary>
    void WaitForJob(int worker, long seen)
    {
        ref int asleep = ref _asleep[(worker + 1) * 32];
        while (true)
        {
            Patience patience = new(_spins);
            do
            {
                if (IsOver(worker, seen))
                    return;
            }
            while (patience.Wait());
            // Announce first, look again, then sleep: either this thread sees the new job or its opener sees the announcement.
            Interlocked.Increment(ref _lines.Sleepers);
            Interlocked.Exchange(ref asleep, 1);
            if (IsOver(worker, seen))
            {
                if (Interlocked.Exchange(ref asleep, 0) != 0)
                    Interlocked.Decrement(ref _lines.Sleepers);
                return;
            }
            _wake[worker].WaitOne();
        }
    }

    bool IsOver(int worker, long seen) =>
        Generation(Volatile.Read(ref _lines.Claim)) != seen || (worker == 0 ? !_running : _stopping);

    static long Generation(long claim) => claim >> (2 * CountBits);

    static void CheckChunks(int chunks)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(chunks);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(chunks, MaxChunks);
    }
}
