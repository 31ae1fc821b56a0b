using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Text;

namespace Lode.Control;

/// <summary>A request whose controllers run in another process.</summary>
sealed class RemoteRequest : ControllerRequest
{
    readonly ConcurrentQueue<WorkerMessage> _heard = [];
    readonly Dictionary<int, ControllerException> _faults = [];
    readonly Dictionary<int, List<byte>> _unfinished = [];
    readonly Dictionary<(WorkerKind, string), byte[]> _values = [];
    readonly List<RemoteSequence> _sequences = [];
    readonly Stack<int> _slots;
    readonly uint _number;
    bool _disposed;

    /// <summary>Begins it.</summary>
    /// <param name="controller">The controller.</param>
    /// <param name="options">What it gives.</param>
    /// <param name="connection">The worker, kept for this request.</param>
    /// <param name="slots">Slots, kept for this request: as many as it may have sequences.</param>
    public RemoteRequest(WorkerController controller, RequestOptions options, WorkerConnection connection, Stack<int> slots)
        : base(controller, options)
    {
        Connection = connection;
        _slots = slots;
        lock (connection.Starting)
        {
            for (int at = 0; at < options.Argument.Length; at += WorkerProtocol.BodyBytes)
            {
                connection.Tell(WorkerHeader.Of(WorkerKind.Argument),
                    options.Argument.Span.Slice(at, Math.Min(WorkerProtocol.BodyBytes, options.Argument.Length - at)));
            }
            foreach (ControlFile file in options.Files)
            {
                WorkerHeader part = WorkerHeader.Of(WorkerKind.File);
                byte[] name = Encoding.UTF8.GetBytes(file.Name);
                (part.A, part.B) = ((ulong)name.Length, file.IsRegion ? 1u : 0);
                connection.Tell(part, [.. name, .. Encoding.UTF8.GetBytes(file.IsRegion ? file.Source : Path.GetFullPath(file.Source))]);
            }
            foreach (string name in options.Publishes)
                connection.Tell(WorkerHeader.Of(WorkerKind.Publish), Encoding.UTF8.GetBytes(name));
            WorkerHeader start = WorkerHeader.Of(WorkerKind.Start);
            (start.Object, start.A) = (connection.Controller, options.Seed);
            _number = connection.Ask(start, [], InitializationLimit).Header.Object;
            connection.Add(_number, this);
        }
    }

    public WorkerConnection Connection { get; }

    /// <summary>How long the worker may do nothing while it makes an instance, or initialises it.</summary>
    public TimeSpan InitializationLimit => HardLimit(Controller.Limits.Initialization);

    /// <summary>How long the worker may do nothing while it should make a step.</summary>
    public TimeSpan StepLimit => HardLimit(Controller.Limits.Step);

    public override void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        while (_sequences.Count > 0)
            _sequences[^1].Dispose();
        try
        {
            if (Connection.Lost is null)
            {
                WorkerHeader finish = WorkerHeader.Of(WorkerKind.Finish);
                finish.Object = _number;
                _ = Connection.Ask(finish, [], StepLimit);
            }
        }
        catch (ControllerException)
        {
            // It is gone, and the request with it.
        }
        Connection.Remove(_number);
        HearLastWords();
        Connection.Slots.Return(_slots);
        Connection.Dispose();
    }

    /// <summary>Takes what the worker told of it, until a call ends. Called by another thread.</summary>
    public void Hear(in WorkerMessage message) => _heard.Enqueue(message);

    /// <summary>Does what the worker told: logs, variables, results, faults.</summary>
    public void Hearken()
    {
        while (_heard.TryDequeue(out WorkerMessage message))
        {
            switch (message.Header.Kind)
            {
                case WorkerKind.Log:
                    Log(message);
                    break;
                case WorkerKind.Variable or WorkerKind.Result:
                    Set(message);
                    break;
                case WorkerKind.Fault:
                    uint error = message.Header.Error;
                    _faults[(int)message.Header.Slot] = new ControllerException(
                        error is >= 1 and <= 1 + (uint)ControllerFault.Worker ? (ControllerFault)(error - 1) : ControllerFault.Worker, message.Text);
                    break;
            }
        }
    }

    /// <summary>Why the sequence in a slot cannot go on.</summary>
    public ControllerException TakeFault(int slot) => _faults.Remove(slot, out ControllerException? fault) ? fault
        : new ControllerException(ControllerFault.Worker, $"{Controller.Name}: the worker ended the sequence and did not say why");

    /// <summary>Makes branches of a sequence.</summary>
    public RemoteSequence[] Fork(RemoteSequence parent, int first, int count)
    {
        int[] slots = TakeSlots(count);
        WorkerHeader fork = WorkerHeader.Of(WorkerKind.Fork);
        (fork.Object, fork.Slot, fork.A) = (_number, (uint)parent.Slot.Index, (ulong)first);
        try
        {
            _ = Connection.Ask(fork, MemoryMarshal.AsBytes<int>(slots), InitializationLimit);
        }
        catch
        {
            foreach (int slot in slots)
                _slots.Push(slot);
            throw;
        }
        finally
        {
            Hearken();
        }
        return [.. slots.Select((slot, i) => Add(slot, first + i, parent.Prepares))];
    }

    /// <summary>A sequence ends.</summary>
    public void Close(RemoteSequence sequence)
    {
        if (!_sequences.Remove(sequence))
            return;
        if (Connection.Lost is not null)
            return; // its slot is not zeroed, so nobody gets it
        try
        {
            WorkerHeader close = WorkerHeader.Of(WorkerKind.Close);
            close.Slot = (uint)sequence.Slot.Index;
            _ = Connection.Ask(close, [], StepLimit);
            _slots.Push(sequence.Slot.Index);
        }
        catch (ControllerException)
        {
            // It is gone, and the sequence with it.
        }
        HearLastWords();
    }

    private protected override SequenceController Create(int number)
    {
        int slot = TakeSlots(1)[0];
        WorkerHeader open = WorkerHeader.Of(WorkerKind.Open);
        (open.Object, open.Slot, open.A) = (_number, (uint)slot, (ulong)number);
        try
        {
            return Add(slot, number, Connection.Ask(open, [], InitializationLimit).Header.B != 0);
        }
        catch
        {
            _slots.Push(slot);
            throw;
        }
        finally
        {
            Hearken();
        }
    }

    RemoteSequence Add(int slot, int number, bool prepares)
    {
        _faults.Remove(slot);
        RemoteSequence sequence = new(this, Connection.Memory.Slot(slot), number, prepares);
        _sequences.Add(sequence);
        return sequence;
    }

    int[] TakeSlots(int count) => _slots.Count >= count ? [.. Enumerable.Range(0, count).Select(_ => _slots.Pop())]
        : throw new ControllerException(ControllerFault.Limit, $"{Controller.Name}: a request has at most {Controller.Limits.Sequences} sequences");

    void HearLastWords()
    {
        try
        {
            Hearken();
        }
        catch (ControllerException)
        {
            // Nobody wants to hear them.
        }
    }

    /// <summary>A record is a length and a line; the highest bit of the length says that the line goes on in the next record.</summary>
    void Log(in WorkerMessage message)
    {
        int sequence = (int)message.Header.A;
        ReadOnlySpan<byte> body = message.Body;
        while (body.Length >= sizeof(uint))
        {
            uint head = BinaryPrimitives.ReadUInt32LittleEndian(body);
            int length = (int)Math.Min(head & ~WorkerProtocol.GoesOn, (uint)body.Length - sizeof(uint));
            ReadOnlySpan<byte> text = body.Slice(sizeof(uint), length);
            body = body[(sizeof(uint) + length)..];
            if ((head & WorkerProtocol.GoesOn) != 0)
            {
                (CollectionsMarshal.GetValueRefOrAddDefault(_unfinished, sequence, out _) ??= []).AddRange(text);
            }
            else if (_unfinished.Remove(sequence, out List<byte>? start))
            {
                start.AddRange(text);
                Show(sequence, CollectionsMarshal.AsSpan(start));
            }
            else
            {
                Show(sequence, text);
            }
        }
    }

    void Show(int sequence, ReadOnlySpan<byte> text)
    {
        try
        {
            Options.Log?.Invoke(sequence, text);
        }
        catch (Exception error) when (error is not ControllerException)
        {
            throw new ControllerException(ControllerFault.Trap, $"{Controller.Name}: {error.Message}", error);
        }
    }

    /// <summary>A value may come in several messages, one after the other.</summary>
    void Set(in WorkerMessage message)
    {
        (ulong offset, ulong length, ulong nameLength) = (message.Header.B, message.Header.C, message.Header.D);
        if (nameLength > (ulong)message.Body.Length || length > (ulong)Controller.Limits.VariableBytes)
            return;
        string name = Encoding.UTF8.GetString(message.Body.AsSpan(0, (int)nameLength));
        ReadOnlySpan<byte> part = message.Body.AsSpan((int)nameLength);
        if (offset > length || (ulong)part.Length > length - offset)
            return;
        byte[] value = offset == 0 ? new byte[length] : _values.GetValueOrDefault((message.Header.Kind, name)) ?? [];
        if ((ulong)value.Length != length)
            return;
        part.CopyTo(value.AsSpan((int)offset));
        if (offset + (ulong)part.Length < length)
        {
            _values[(message.Header.Kind, name)] = value;
            return;
        }
        _values.Remove((message.Header.Kind, name));
        if (message.Header.Kind == WorkerKind.Result)
            Variables.SetResult(name, value);
        else
            Variables.Follow(name, value, message.Header.A);
    }

    static TimeSpan HardLimit(TimeSpan limit) => (4 * limit) + TimeSpan.FromSeconds(1);
}
