using System.Collections.Concurrent;
using System.Diagnostics;
using Lode.Memory;

namespace Lode.Control;

/// <summary>Does what one client asks, by messages and by the lines of its slots, on one thread.</summary>
/// <remarks>
/// Nothing that the client writes is believed: numbers are checked, and the calls that were served are counted here. The client can spoil
/// its own sequences and nothing else.
/// </remarks>
sealed class WorkerExecutor
{
    const int MostWaitingMessages = 64;
    readonly ConcurrentQueue<WorkerMessage> _queue = [];
    readonly ControlLines _lines;
    readonly WorkerSender _sender;
    readonly WorkerDesk _desk;
    volatile bool _asleep;
    volatile bool _closed;

    public WorkerExecutor(ControlMemory memory, WorkerSender sender, WorkerDesk desk)
    {
        _lines = new ControlLines(memory);
        _sender = sender;
        _desk = desk;
    }

    /// <summary>Whether it has ended, or is about to: nothing that is handed over would be done.</summary>
    public bool IsClosed => _closed;

    /// <summary>Hands over a message; waits while there are many.</summary>
    public void Add(in WorkerMessage message)
    {
        while (_queue.Count >= MostWaitingMessages && !_closed)
            Thread.Sleep(1);
        _queue.Enqueue(message);
        Wake();
        if (_closed)
            CloseQueue();
    }

    /// <summary>Ends it after the call that it is in.</summary>
    public void Close()
    {
        _closed = true;
        Wake();
    }

    /// <summary>Works until it is closed.</summary>
    /// <exception cref="WorkerProtocolException">The client does not keep to the protocol.</exception>
    /// <exception cref="LocalSocketClosedException">The client is gone.</exception>
    /// <exception cref="TimeoutException">The client does not read its messages.</exception>
    public void Run()
    {
        try
        {
            int idle = 0;
            uint bell = 0;
            while (!_closed)
            {
                // The bell first: what is rung after this is seen the next time.
                uint rung = Volatile.Read(ref _lines.Header.Doorbell);
                if (rung != bell || !_queue.IsEmpty || idle == 0)
                {
                    bell = rung;
                    idle = TakeMessages() | TakeCalls() ? 0 : 1;
                }
                else if (idle++ < WorkerProtocol.Spins)
                {
                    Thread.SpinWait(1);
                }
                else
                {
                    Sleep(bell);
                    idle = 0;
                }
            }
        }
        finally
        {
            _closed = true;
            CloseQueue();
            _desk.Dispose();
        }
    }

    bool TakeMessages()
    {
        bool any = false;
        while (!_closed && _queue.TryDequeue(out WorkerMessage message))
        {
            any = true;
            _desk.Do(message);
            _lines.Header.Served++;
        }
        return any;
    }

    bool TakeCalls()
    {
        bool any = false;
        List<WorkerSequence> sequences = _desk.Sequences;
        for (int i = 0; i < sequences.Count && !_closed; i++)
        {
            WorkerSequence sequence = sequences[i];
            ref SlotLine line = ref _lines.Slot(sequence.Slot);
            uint call = Volatile.Read(ref line.Call);
            if (call == sequence.LastCall)
                continue;
            sequence.LastCall = call;
            any = true;
            Serve(sequence, ref line, call);
        }
        return any;
    }

    void Serve(WorkerSequence sequence, ref SlotLine line, uint call)
    {
        long start = Stopwatch.GetTimestamp();
        SlotFlags flags = sequence.Call(line.Phase, _sender, _desk, out int verdict);
        sequence.Request.Tell(_sender);
        line.Verdict = verdict;
        line.Messages = _sender.Told;
        line.Flags = flags;
        line.Nanoseconds = (ulong)Stopwatch.GetElapsedTime(start).Ticks * TimeSpan.NanosecondsPerTick;
        _lines.Header.Served++;
        Volatile.Write(ref line.Done, call);
        if (Interlocked.Exchange(ref line.Sleeping, 0) != 0)
            _ = Futex.Wake(ref line.Done);
    }

    void Sleep(uint bell)
    {
        bool waits = _desk.UpdateWaiting(_lines);
        ref HeaderLine header = ref _lines.Header;
        _asleep = true;
        Volatile.Write(ref header.Sleeping, 1);
        Interlocked.MemoryBarrier();
        if (_queue.IsEmpty && !_closed && Volatile.Read(ref header.Doorbell) == bell)
            _ = Futex.Wait(ref header.Doorbell, bell, waits ? TimeSpan.FromMilliseconds(1) : TimeSpan.FromSeconds(1));
        _asleep = false;
        Volatile.Write(ref header.Sleeping, 0);
    }

    /// <summary>The bell is the client's; so a waker of this process tries until the sleeper is up, however deep it was.</summary>
    void Wake()
    {
        Interlocked.MemoryBarrier();
        while (_asleep && Futex.Wake(ref _lines.Header.Doorbell) == 0)
            Thread.Yield();
    }

    void CloseQueue()
    {
        while (_queue.TryDequeue(out WorkerMessage message))
            message.CloseFiles();
    }
}
