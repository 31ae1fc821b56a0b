using System.Buffers.Text;
using System.Diagnostics;
using Lode.Usage.Interop;

namespace Lode.Usage.Running;

/// <summary>Reads the memory of a running command at a steady pace, on a thread of its own.</summary>
/// <remarks>
/// From <c>/proc/PID/statm</c> on an open descriptor, some 3 us a read whatever the size of the command. The thread is there before the
/// command starts, and polls for its number, so that the start is not delayed by waking it.
/// </remarks>
sealed class MemorySampler : IDisposable
{
    const int TreeScansPerSecond = 20;
    const int PeakReadsPerSecond = 100;
    const int TextBytes = 4096;
    readonly Thread _thread;
    readonly ManualResetEvent _stop = new(false);
    readonly Adoption? _adoption;
    readonly int _perSecond;
    readonly bool _pss;
    readonly Dictionary<int, ProcFile> _files = [];
    long _start;
    bool _traced;
    volatile int _process;

    public MemorySampler(RunSettings settings, Adoption? adoption)
    {
        _perSecond = settings.SamplesPerSecond;
        _pss = settings.Pss;
        _adoption = adoption;
        using ManualResetEvent ready = new(false);
        _thread = new Thread(() =>
        {
            ready.Set();
            Sample();
        })
        { IsBackground = true, Name = "memory sampler" };
        _thread.Start();
        ready.WaitOne();
    }

    /// <summary>What was seen; to be read after <see cref="Stop"/>.</summary>
    public SampleBuffer Samples { get; } = new();

    /// <summary>The highest peak that the kernel reported for the command itself; null when it was not read.</summary>
    public long? Peak { get; private set; }

    /// <summary>The latest proportional share, for commands whose exit is not traced; null when it was not read.</summary>
    public long? Pss { get; private set; }

    /// <summary>Names the command.</summary>
    /// <param name="process">Its number.</param>
    /// <param name="start">When it started, by <see cref="Stopwatch"/>.</param>
    /// <param name="traced">Whether its exit will be traced, so that peak and share are read there.</param>
    public void Follow(int process, long start, bool traced)
    {
        _start = start;
        _traced = traced;
        _process = process;
    }

    public void Stop()
    {
        _stop.Set();
        _thread.Join();
    }

    public void Dispose()
    {
        Stop();
        _stop.Dispose();
        foreach (ProcFile file in _files.Values)
            file.Dispose();
    }

    void Sample()
    {
        long begin = Stopwatch.GetTimestamp();
        bool running = false;
        long nextScan = 0, nextPeak = 0, nextPss = Stopwatch.Frequency / 20;
        for (long count = 1; ; count++)
        {
            // Against a fixed beat, so that late wake-ups do not add up; beats that were missed are left out.
            long elapsed = Stopwatch.GetTimestamp() - begin;
            count = Math.Max(count, elapsed * _perSecond / Stopwatch.Frequency);
            long wait = count * Stopwatch.Frequency / _perSecond - elapsed;
            if (_stop.WaitOne((int)Math.Max(wait * 1000 / Stopwatch.Frequency, 1)))
                return;
            int process = _process;
            if (process == 0 || !running && !(running = IsRunning(process)))
                continue;
            long now = Stopwatch.GetTimestamp() - _start;
            if (now >= nextScan)
            {
                Scan(process);
                nextScan = _adoption is null ? long.MaxValue : now + Stopwatch.Frequency / TreeScansPerSecond;
            }
            if (Read() is (long resident, long file))
                Samples.Add(Microseconds(now), resident, file);
            if (!_traced && now >= nextPeak)
            {
                ReadPeak(process);
                nextPeak = now + Stopwatch.Frequency / PeakReadsPerSecond;
            }
            if (_pss && !_traced && now >= nextPss)
            {
                Pss = ReadPss(process) ?? Pss;
                nextPss = now * 2; // slow for large commands: each time half as often, the last is in the second half
            }
        }
    }

    /// <summary>Whether the process has left this one's memory, which it shares from its start until its program is loaded.</summary>
    static bool IsRunning(int process) =>
        ProcessStat.Read(process) is { Image: not 0 } stat && stat.Image != ProcessStat.Read(Environment.ProcessId)?.Image;

    /// <summary>Opens the files of the command, or of the whole tree as it is now.</summary>
    void Scan(int process)
    {
        List<int> processes = [];
        if (_adoption is null)
        {
            processes.Add(process);
        }
        else
        {
            ProcessTree.Collect(process, processes);
            foreach (int orphan in _adoption.Orphans(process))
                ProcessTree.Collect(orphan, processes);
        }
        foreach (int gone in _files.Keys.Except(processes).ToArray())
        {
            _files[gone].Dispose();
            _files.Remove(gone);
        }
        foreach (int added in processes.Except(_files.Keys).ToArray())
        {
            if (ProcFile.Open(added, "statm"u8) is ProcFile file)
                _files.Add(added, file);
        }
    }

    (long Resident, long File)? Read()
    {
        Span<byte> text = stackalloc byte[128];
        (long Resident, long File)? sum = null;
        foreach (ProcFile file in _files.Values)
        {
            if (ParsePages(file.Read(text)) is (long resident, long shared) && resident > 0) // a zombie has none
                sum = ((sum?.Resident ?? 0) + resident, (sum?.File ?? 0) + shared);
        }
        return sum;
    }

    void ReadPeak(int process)
    {
        Span<byte> text = stackalloc byte[TextBytes];
        if (ProcessStatus.Parse(ProcFile.Read(process, "status"u8, text)).Peak is long peak)
            Peak = Math.Max(Peak ?? 0, peak);
    }

    /// <summary>Reads the proportional share of a process from <c>smaps_rollup</c>, in bytes; null when it is not told.</summary>
    public static long? ReadPss(int process)
    {
        Span<byte> buffer = stackalloc byte[TextBytes];
        ReadOnlySpan<byte> text = ProcFile.Read(process, "smaps_rollup"u8, buffer);
        int line = text.IndexOf("\nPss:"u8);
        return line >= 0 && Utf8Parser.TryParse(text[(line + 5)..].TrimStart((byte)' '), out long units, out _) ? units * 1024 : null;
    }

    /// <summary>The second and third number of <c>statm</c>, in bytes: resident, and of it file and shared pages.</summary>
    static (long Resident, long Shared)? ParsePages(ReadOnlySpan<byte> text)
    {
        Span<long> pages = stackalloc long[3];
        for (int i = 0; i < pages.Length; i++)
        {
            if (!Utf8Parser.TryParse(text, out pages[i], out int digits))
                return null;
            text = text[digits..].TrimStart((byte)' ');
        }
        return (pages[1] * Environment.SystemPageSize, Math.Min(pages[1], pages[2]) * Environment.SystemPageSize);
    }

    static long Microseconds(long ticks) => (long)(ticks * 1e6 / Stopwatch.Frequency);
}
