using System.Runtime.InteropServices;
using Lode.Wasm;
using Microsoft.Win32.SafeHandles;

namespace Lode.Control;

/// <summary>Reads for one guest on a thread of its own: files in slices, one operation after the other, and pipes where something has come.</summary>
/// <remarks>
/// Whatever the guest does, and whenever its sequence ends, the thread writes only to memory that the host has mapped for it; it gives that
/// back itself when it is through, so that nobody waits for a read that hangs.
/// </remarks>
sealed class RingReader
{
    internal const int MostOperations = 64;
    const int SliceBytes = 1 << 20;
    const int StackBytes = 256 << 10;
    const int PollFailed = 0x38; // POLLERR, POLLHUP, POLLNVAL

    readonly Lock _gate = new();
    readonly RingQueues _queues;
    readonly Window _window;
    readonly List<RingOperation> _operations = []; // in the order of submission
    readonly Stack<RingOperation> _free = new();
    readonly List<RingSource> _sources = [];
    readonly List<RingTarget> _targets = [];
    readonly List<RingOperation> _turn = [];
    readonly RingCalls.Entry[] _polled = new RingCalls.Entry[MostOperations + 1];
    readonly SafeFileHandle _event;
    bool _runs;
    bool _ended;

    internal RingReader(Window window, RingQueues queues)
    {
        _window = window;
        _queues = queues;
        _event = RingCalls.MakeEvent(0, RingCalls.EventFlags);
        if (_event.IsInvalid)
            throw new IOException($"cannot make an event for reads in the background: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    /// <summary>Why the ring does nothing any more; null where it does.</summary>
    internal string? Failure { get; private set; }

    /// <summary>Operations in flight.</summary>
    internal int InFlight
    {
        get
        {
            lock (_gate)
                return _operations.Count;
        }
    }

    /// <summary>Whether one more operation may begin: there is room for all completions to come.</summary>
    internal bool HasRoom
    {
        get
        {
            lock (_gate)
            {
                uint unread = _queues.UnreadCompletions;
                if (unread > RingQueues.Completions)
                    Break($"its head of the completion queue is {unread:N0} behind the tail, and the queue has {RingQueues.Completions} places");
                return Failure is null && _operations.Count < MostOperations && _operations.Count + unread < RingQueues.Completions;
            }
        }
    }

    /// <summary>The source and the target become the reader's, which closes them at its end.</summary>
    internal void Own(RingSource source)
    {
        lock (_gate)
            _sources.Add(source);
    }

    /// <summary>The range as a target; mapped when it is first read into.</summary>
    /// <exception cref="IOException">It cannot be mapped.</exception>
    internal RingTarget TargetOf(SharedRange range)
    {
        lock (_gate)
        {
            foreach (RingTarget known in _targets)
            {
                if (known.Range == range)
                    return known;
            }
            RingTarget target = new(range);
            _targets.Add(target);
            return target;
        }
    }

    /// <summary>Unmaps a range, which is to be frozen. False where something is being read into it.</summary>
    internal bool TryRelease(SharedRange range)
    {
        lock (_gate)
        {
            int index = _targets.FindIndex(target => target.Range == range);
            if (index < 0)
                return true;
            if (_targets[index].Operations > 0)
                return false;
            _targets[index].Dispose();
            _targets.RemoveAt(index);
            return true;
        }
    }

    /// <summary>Begins a read, which was checked.</summary>
    internal void Begin(RingSource source, RingTarget target, in RingSubmission submission)
    {
        lock (_gate)
        {
            if (!_runs)
                Start(); // which may fail
            if (!_free.TryPop(out RingOperation? operation))
                operation = new();
            operation.Source = source;
            operation.Target = target;
            operation.User = submission.User;
            operation.TargetOffset = (int)submission.TargetOffset;
            operation.Length = (int)submission.Length;
            operation.Done = 0;
            operation.IsOrdered = submission.Offset == RingSubmission.OnFromLast;
            operation.Offset = operation.IsOrdered ? -1 : (long)submission.Offset;
            operation.IsCancelled = false;
            target.Operations++;
            _operations.Add(operation);
        }
        Wake();
    }

    /// <summary>Cancels the oldest operation with a number.</summary>
    /// <returns>Whether there is one.</returns>
    internal bool Cancel(ulong user)
    {
        lock (_gate)
        {
            RingOperation? found = _operations.Find(operation => operation.User == user && !operation.IsCancelled);
            if (found is null)
                return false;
            found.IsCancelled = true;
        }
        Wake();
        return true;
    }

    /// <summary>Adds a completion.</summary>
    internal void Complete(ulong user, long value)
    {
        lock (_gate)
            Post(user, value);
    }

    /// <summary>Nothing more happens in this ring.</summary>
    internal void Break(string why)
    {
        lock (_gate)
        {
            Failure ??= why;
            foreach (RingOperation operation in _operations)
                operation.IsCancelled = true;
        }
        Wake();
    }

    /// <summary>Ends it without waiting: a read in flight goes nowhere.</summary>
    internal void End()
    {
        lock (_gate)
        {
            if (_ended)
                return;
            _ended = true;
            if (_runs)
                Wake();
            else
                Close();
        }
    }

    void Start()
    {
        new Thread(Run, StackBytes) { IsBackground = true, Name = "lode-ring" }.Start();
        _runs = true;
    }

    void Run()
    {
        try
        {
            while (TakeTurn(out bool waits))
            {
                if (!Wait(waits))
                    continue;
                foreach (RingOperation operation in _turn)
                    Advance(operation);
            }
        }
        catch (Exception error)
        {
            // Such as no memory: the guest is told by its log, and nobody else by anything.
            Break(error.Message);
        }
        lock (_gate)
        {
            _runs = false;
            if (_ended)
                Close();
        }
    }

    /// <summary>Finds what can be gone on with; completes what was cancelled. False at the end.</summary>
    /// <param name="waits">Whether there are only pipes, or nothing.</param>
    bool TakeTurn(out bool waits)
    {
        waits = true;
        lock (_gate)
        {
            _turn.Clear();
            if (_ended)
                return false;
            for (int i = 0; i < _operations.Count; i++)
            {
                RingOperation operation = _operations[i];
                if (operation.IsCancelled)
                {
                    Finish(operation, -(long)GuestError.Cancelled);
                    i--;
                    continue;
                }
                if (operation.IsOrdered && IsBehindAnother(operation, i))
                    continue;
                _turn.Add(operation);
                waits &= operation.Source.IsStream;
            }
            return true;
        }
    }

    bool IsBehindAnother(RingOperation operation, int index)
    {
        for (int i = 0; i < index; i++)
        {
            if (_operations[i].Source == operation.Source && _operations[i].IsOrdered)
                return true;
        }
        return false;
    }

    /// <summary>Waits for a pipe or for a change, and leaves of the turn what can be read without waiting.</summary>
    bool Wait(bool waits)
    {
        int count = 0;
        foreach (RingOperation operation in _turn)
        {
            if (operation.Source.IsStream)
                _polled[count++] = new() { Descriptor = (int)operation.Source.File.DangerousGetHandle(), Events = RingCalls.Readable };
        }
        if (count == 0 && !waits)
            return true;
        _polled[count] = new() { Descriptor = (int)_event.DangerousGetHandle(), Events = RingCalls.Readable };
        int ready = RingCalls.Poll(_polled, (nuint)count + 1, waits ? -1 : 0);
        if (ready < 0 && Marshal.GetLastPInvokeError() != RingCalls.Interrupted)
            throw new IOException($"waiting for pipes failed: {Marshal.GetLastPInvokeErrorMessage()}");
        if (ready < 0)
            return false;
        if (_polled[count].Found != 0)
            Calm();
        count = 0;
        for (int i = 0; i < _turn.Count; i++)
        {
            if (_turn[i].Source.IsStream && (_polled[count++].Found & (RingCalls.Readable | PollFailed)) == 0)
                _turn.RemoveAt(i--);
        }
        return true;
    }

    /// <summary>Reads a slice of an operation.</summary>
    void Advance(RingOperation operation)
    {
        RingSource source = operation.Source;
        if (operation.Offset < 0)
            operation.Offset = source.Position;
        Span<byte> rest = operation.Rest;
        Span<byte> slice = rest[..Math.Min(rest.Length, SliceBytes)];
        nint read = source.IsStream
            ? RingCalls.Read(source.File, slice, slice.Length)
            : RingCalls.ReadAt(source.File, slice, slice.Length, operation.Offset + operation.Done);
        int error = read < 0 ? Marshal.GetLastPInvokeError() : 0;
        if (error is RingCalls.Interrupted or RingCalls.TryAgain)
            return;
        lock (_gate)
        {
            if (_ended)
                return;
            operation.Done += Math.Max(0, (int)read);
            if (operation.IsCancelled)
                Finish(operation, -(long)GuestError.Cancelled);
            else if (read < 0)
                Finish(operation, -(long)RingCalls.ErrorOf(error));
            else if (read == 0 || source.IsStream || operation.Done == operation.Length)
                Finish(operation, operation.Done);
        }
    }

    void Finish(RingOperation operation, long value)
    {
        if (value >= 0 && operation.IsOrdered)
            operation.Source.Position = operation.Offset + operation.Done;
        _operations.Remove(operation);
        operation.Target.Operations--;
        _free.Push(operation);
        Post(operation.User, value);
    }

    void Post(ulong user, long value)
    {
        if (_ended || Failure is not null)
            return;
        uint unread = _queues.UnreadCompletions;
        if (unread >= RingQueues.Completions)
            Break($"its head of the completion queue went back to {unread:N0} behind the tail, and there is no room for what was read");
        else
            _queues.Add(user, value);
    }

    void Wake() => _ = RingCalls.Write(_event, [1, 0, 0, 0, 0, 0, 0, 0], sizeof(ulong));

    void Calm()
    {
        Span<byte> count = stackalloc byte[sizeof(ulong)];
        _ = RingCalls.Read(_event, count, count.Length);
    }

    void Close()
    {
        _operations.Clear();
        foreach (RingSource source in _sources)
            source.Dispose();
        foreach (RingTarget target in _targets)
            target.Dispose();
        _event.Dispose();
        _window.Dispose();
    }
}
