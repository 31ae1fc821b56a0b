using System.Runtime.InteropServices;
using System.Text;
using Lode.Memory;
using Microsoft.Win32.SafeHandles;

namespace Lode.Control;

/// <summary>Answers the questions of one client, and keeps what it has: controllers, requests, sequences.</summary>
sealed class WorkerDesk : IDisposable
{
    const int MostControllers = 256;
    const int MostRequests = 4096;
    readonly WorkerServerOptions _options;
    readonly WorkerPrograms _programs;
    readonly ControlMemory _memory;
    readonly ControlLines _lines;
    readonly WorkerSender _sender;
    readonly WorkerSlots _slots;
    readonly WorkerPaths _paths;
    readonly RequestParts _parts;
    readonly WorkerSequence?[] _bySlot;
    readonly List<WorkerSequence> _sequences = [];
    readonly Dictionary<uint, (Controller Controller, SafeFileHandle? File)> _controllers = [];
    readonly Dictionary<uint, WorkerRequest> _requests = [];
    readonly List<(string Path, string Name)> _shown = [];
    uint _numbers;

    public WorkerDesk(WorkerServerOptions options, WorkerPrograms programs, WorkerPaths paths, ControlMemory memory, WorkerSender sender)
    {
        _options = options;
        _programs = programs;
        _memory = memory;
        _lines = new ControlLines(memory);
        _sender = sender;
        _slots = new WorkerSlots(memory);
        _paths = paths;
        _parts = new RequestParts(paths);
        _bySlot = new WorkerSequence?[memory.Layout.Slots];
    }

    /// <summary>The sequences that go on.</summary>
    public List<WorkerSequence> Sequences => _sequences;

    /// <summary>What is sent of an error, and why it is one. Files that came open are called what the client calls them.</summary>
    public (uint Code, string Text) Describe(Exception error)
    {
        string text = error.Message;
        foreach ((string path, string name) in _shown.OrderByDescending(entry => entry.Path.Length)) // as one may begin another
            text = text.Replace(path, name, StringComparison.Ordinal);
        return error switch
        {
            ControllerException known => (1 + (uint)known.Fault, text),
            FileNotFoundException => (WorkerProtocol.MissingFileError, text),
            IOException or UnauthorizedAccessException => (WorkerProtocol.FileError, text),
            WorkerProtocolException or ArgumentException => (WorkerProtocol.ProtocolError, text),
            _ => (1 + (uint)ControllerFault.Worker, $"unexpected {error.GetType().Name} in the worker: {text}"),
        };
    }

    /// <summary>Does what a message asks, and answers it where it is a question.</summary>
    /// <exception cref="WorkerProtocolException">It is no message that a client may send.</exception>
    public void Do(in WorkerMessage message)
    {
        bool taken = false;
        try
        {
            switch (message.Header.Kind)
            {
                case WorkerKind.Argument or WorkerKind.File or WorkerKind.Publish:
                    _parts.Add(message);
                    taken = true;
                    return;
                case >= WorkerKind.Load and <= WorkerKind.Close:
                    break;
                default:
                    throw new WorkerProtocolException($"expected a message of a kind that a client may send, found {(uint)message.Header.Kind}");
            }
            try
            {
                Answer(message, ref taken);
            }
            catch (Exception error) when (error is not (LocalSocketClosedException or TimeoutException or OutOfMemoryException))
            {
                (uint code, string text) = Describe(error);
                _sender.Refuse(message.Header, code, text);
            }
        }
        finally
        {
            if (!taken)
                message.CloseFiles();
        }
    }

    /// <summary>Looks again at sequences that wait for a completion.</summary>
    /// <returns>Whether any still does.</returns>
    public bool UpdateWaiting(ControlLines lines)
    {
        bool any = false;
        foreach (WorkerSequence sequence in _sequences)
        {
            if (!sequence.Waits)
                continue;
            sequence.Waits = sequence.Controller.IsWaiting;
            any |= sequence.Waits;
            if (!sequence.Waits)
                lines.Slot(sequence.Slot).Flags = SlotFlags.None;
        }
        return any;
    }

    public void Dispose()
    {
        _parts.Dispose();
        foreach (WorkerRequest request in _requests.Values)
            request.Dispose();
        foreach ((Controller controller, SafeFileHandle? file) in _controllers.Values)
        {
            controller.Dispose();
            file?.Dispose();
        }
    }

    void Answer(in WorkerMessage message, ref bool taken)
    {
        WorkerHeader answer = default;
        switch (message.Header.Kind)
        {
            case WorkerKind.Load:
                answer.Object = Load(message, ref taken);
                break;
            case WorkerKind.Unload:
                if (!_controllers.Remove(message.Header.Object, out (Controller Controller, SafeFileHandle? File) entry))
                    throw new WorkerProtocolException($"there is no controller {message.Header.Object}");
                entry.Controller.Dispose();
                entry.File?.Dispose();
                break;
            case WorkerKind.Start:
                answer.Object = Start(message);
                break;
            case WorkerKind.Finish:
                WorkerRequest finished = Find(message.Header);
                _requests.Remove(finished.Number);
                foreach (WorkerSequence sequence in _sequences.Where(sequence => sequence.Request == finished).ToArray())
                    Close(sequence);
                finished.Dispose();
                break;
            case WorkerKind.Open:
                WorkerSequence opened = Open(message);
                (answer.Slot, answer.A, answer.B) = ((uint)opened.Slot, (ulong)opened.Controller.Number, opened.Controller.Prepares ? 1u : 0);
                break;
            case WorkerKind.Fork:
                (answer.Slot, answer.A) = (message.Header.Slot, (ulong)Fork(message));
                break;
            default:
                Close(FindSequence(message.Header));
                answer.Slot = message.Header.Slot;
                break;
        }
        _sender.Answer(message.Header, answer, []);
    }

    uint Load(in WorkerMessage message, ref bool taken)
    {
        if (_controllers.Count == MostControllers)
            throw new WorkerProtocolException($"a client has at most {MostControllers} controllers");
        if (message.Body.Length < WorkerProtocol.LimitBytes || message.Files.Count > 1)
            throw new WorkerProtocolException($"expected {WorkerProtocol.LimitBytes} bytes of limits and a path, and one open file at most");
        ControllerLimits limits = LimitsCodec.Read(message.Body);
        string path = Encoding.UTF8.GetString(message.Body.AsSpan(WorkerProtocol.LimitBytes));
        SafeFileHandle? file = message.Files.Count == 1 ? message.Files[0] : null;
        if (file is not null)
        {
            string open = $"/proc/self/fd/{file.DangerousGetHandle()}";
            _shown.RemoveAll(entry => entry.Path == open);
            _shown.Add((open, path.Length > 0 ? path : "the controller"));
            path = open;
        }
        else
        {
            path = _paths.Check(path, "a WebAssembly module");
        }
        Controller controller = _programs.Load(path, limits);
        _controllers.Add(++_numbers, (controller, file));
        taken = true;
        return _numbers;
    }

    uint Start(in WorkerMessage message)
    {
        if (!_controllers.TryGetValue(message.Header.Object, out (Controller Controller, SafeFileHandle? File) entry))
            throw new WorkerProtocolException($"there is no controller {message.Header.Object}");
        if (_requests.Count == MostRequests)
            throw new WorkerProtocolException($"a client has at most {MostRequests} requests at a time");
        LogRecords log = new();
        RequestOptions options = new()
        {
            Vocabulary = _memory.Layout.Vocabulary,
            TokenCapacity = _memory.Layout.TokenCapacity,
            Seed = message.Header.A,
            Log = log.Add,
        };
        List<SafeFileHandle> files = [];
        try
        {
            options = _parts.Take(options, out files, out List<(string Path, string Name)> shown);
            _shown.RemoveAll(old => shown.Exists(now => now.Path == old.Path));
            _shown.AddRange(shown);
            ControllerRequest request = _programs.Start(entry.Controller, _options.Tokenizer, options, _slots);
            _requests.Add(++_numbers, new WorkerRequest(_numbers, request, log, files));
            return _numbers;
        }
        catch
        {
            _parts.Dispose();
            foreach (SafeFileHandle file in files)
                file.Dispose();
            throw;
        }
    }

    WorkerSequence Open(in WorkerMessage message)
    {
        WorkerRequest request = Find(message.Header);
        int slot = FreeSlot(message.Header.Slot);
        _slots.Use([slot]);
        try
        {
            return Keep(request, request.Open(Number(message.Header.A)), slot);
        }
        finally
        {
            request.Tell(_sender);
        }
    }

    int Fork(in WorkerMessage message)
    {
        WorkerSequence parent = FindSequence(message.Header);
        int count = message.Body.Length / sizeof(uint);
        if (count is 0 or >= ControlContract.MaxBranches || message.Body.Length % sizeof(uint) != 0)
            throw new WorkerProtocolException($"expected 1 to {ControlContract.MaxBranches - 1} slots of 4 bytes each, found {message.Body.Length} bytes");
        int[] slots = [.. MemoryMarshal.Cast<byte, uint>(message.Body).ToArray().Select(FreeSlot)];
        if (slots.Distinct().Count() != count)
            throw new WorkerProtocolException("expected a slot of its own for each branch");
        _slots.Use(slots);
        try
        {
            SequenceController[] forks = parent.Request.Fork(parent.Controller, Number(message.Header.A), count, out int first);
            for (int i = 0; i < count; i++)
                _ = Keep(parent.Request, forks[i], slots[i]);
            return first;
        }
        finally
        {
            parent.Request.Tell(_sender);
        }
    }

    WorkerSequence Keep(WorkerRequest request, SequenceController controller, int slot)
    {
        WorkerSequence sequence = new(request, controller, slot, Volatile.Read(ref _lines.Slot(slot).Call));
        _bySlot[slot] = sequence;
        _sequences.Add(sequence);
        return sequence;
    }

    void Close(WorkerSequence sequence)
    {
        _bySlot[sequence.Slot] = null;
        _ = _sequences.Remove(sequence);
        sequence.Controller.Dispose();
        sequence.Request.Tell(_sender);
    }

    int FreeSlot(uint slot) => slot >= (uint)_bySlot.Length ? throw new WorkerProtocolException($"expected a slot below {_bySlot.Length}, found {slot}")
        : _bySlot[slot] is null ? (int)slot : throw new WorkerProtocolException($"slot {slot} is in use");

    WorkerSequence FindSequence(in WorkerHeader header) => header.Slot < (uint)_bySlot.Length && _bySlot[header.Slot] is WorkerSequence sequence
        ? sequence : throw new WorkerProtocolException($"there is no sequence in slot {header.Slot}");

    WorkerRequest Find(in WorkerHeader header) => _requests.TryGetValue(header.Object, out WorkerRequest? request)
        ? request : throw new WorkerProtocolException($"there is no request {header.Object}");

    static int? Number(ulong number) => number == WorkerProtocol.Unset ? null : number <= int.MaxValue / 2 ? (int)number
        : throw new WorkerProtocolException($"expected the number of a sequence, found {number}");
}
