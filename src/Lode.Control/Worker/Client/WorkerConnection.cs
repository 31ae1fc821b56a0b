using System.Runtime.InteropServices;
using Lode.Memory;
using Lode.Tokenizers;
using Microsoft.Win32.SafeHandles;

namespace Lode.Control;

/// <summary>A client's connection to a worker: shared memory, questions and answers. Several threads may ask at once.</summary>
sealed class WorkerConnection : IDisposable
{
    readonly string _name;
    readonly LocalSocket _socket;
    readonly WorkerProcess? _process;
    readonly Lock _sending = new();
    readonly Lock _gate = new();
    readonly Lock _starting = new();
    readonly object _news = new();
    readonly Dictionary<uint, WorkerMessage> _answers = [];
    readonly Dictionary<uint, RemoteRequest> _requests = [];
    readonly ControlLines _lines;
    readonly Thread _reader;
    volatile string? _lost;
    volatile bool _ends;
    volatile uint _told;
    uint _tags;
    int _users = 1;

    /// <summary>Greets the worker.</summary>
    /// <param name="name">What it runs, for messages.</param>
    /// <param name="socket">The connection, which is closed with this.</param>
    /// <param name="layout">The memory to ask for.</param>
    /// <param name="process">The worker, where it is ours alone; it ends with this.</param>
    /// <exception cref="ControllerException">The other end is no worker that this one can talk to.</exception>
    public WorkerConnection(string name, LocalSocket socket, ControlLayout layout, WorkerProcess? process)
    {
        _name = name;
        _socket = socket;
        _process = process;
        try
        {
            WorkerHeader hello = WorkerHeader.Of(WorkerKind.Hello);
            (hello.A, hello.B, hello.C) = ((ulong)layout.Vocabulary, (ulong)layout.TokenCapacity, (ulong)layout.Slots);
            Send(hello, []);
            byte[] buffer = new byte[WorkerProtocol.MessageBytes];
            if (!socket.TryReceive(buffer, TimeSpan.FromSeconds(10), out ReceivedMessage received))
                throw Failed("the worker did not answer for 10 s");
            WorkerMessage answer = WorkerMessage.Read(buffer.AsSpan(0, received.Length), received.Files);
            if (answer.Header.Kind == WorkerKind.Goodbye)
                throw Failed($"the worker says: {answer.Text}");
            if (answer.Header.Kind != WorkerKind.Hello || answer.Files.Count != 1)
            {
                answer.CloseFiles();
                throw Failed("expected shared memory of the worker, found another answer");
            }
            Greeting = answer.Header;
            Memory = Take(answer.Files[0], layout);
        }
        catch (Exception error)
        {
            process?.Kill();
            process?.Dispose();
            socket.Dispose();
            if (error is IOException or WorkerProtocolException or TimeoutException)
                throw Failed(error.Message, error);
            throw;
        }
        _lines = new ControlLines(Memory);
        Slots = new SlotPool(layout.Slots);
        _reader = new Thread(ReadAll) { IsBackground = true, Name = "lode worker messages" };
        _reader.Start();
    }

    /// <summary>The shared memory.</summary>
    public ControlMemory Memory { get; }

    public ControlLines Lines => _lines;

    public SlotPool Slots { get; }

    /// <summary>Serialises the messages that make a request.</summary>
    public Lock Starting => _starting;

    /// <summary>The answer to the greeting.</summary>
    public WorkerHeader Greeting { get; }

    /// <summary>The number under which the worker has the controller.</summary>
    public uint Controller { get; set; }

    /// <summary>The worker's process.</summary>
    public int Process => _socket.PeerProcess;

    /// <summary>Why it can no longer be used; null while it can.</summary>
    public string? Lost => _lost;

    /// <summary>Whether the worker's tokens are those of a tokenizer, as far as that can be told cheaply.</summary>
    public bool Fits(Tokenizer tokenizer) => ((long)Greeting.A, (int)Greeting.B, (int)Greeting.C)
        == (tokenizer.VocabularySize, tokenizer.BeginOfText ?? -1, tokenizer.EndOfText ?? -1);

    /// <summary>Sends a part of a request, which has no answer.</summary>
    /// <exception cref="ControllerException">The worker is gone.</exception>
    public void Tell(in WorkerHeader header, ReadOnlySpan<byte> body, params ReadOnlySpan<SafeFileHandle> files)
    {
        ThrowIfLost();
        try
        {
            Send(header, body, files);
        }
        catch (LocalSocketClosedException error)
        {
            _ = _reader.Join(TimeSpan.FromSeconds(1)); // it may have heard why
            Lose(null, kill: false);
            throw Failed(_lost!, error);
        }
        catch (Exception error) when (error is IOException or TimeoutException)
        {
            Lose(error.Message, error is TimeoutException);
            throw Failed(_lost!, error);
        }
    }

    /// <summary>Asks, and waits for the answer.</summary>
    /// <param name="header">The question; its tag is chosen here.</param>
    /// <param name="body">What follows.</param>
    /// <param name="limit">How long the worker may do nothing at all before it counts as hanging, and is killed.</param>
    /// <exception cref="ControllerException">The worker refuses it, is gone, or hangs.</exception>
    /// <exception cref="IOException">The worker cannot read a file.</exception>
    public WorkerMessage Ask(WorkerHeader header, ReadOnlySpan<byte> body, TimeSpan limit)
    {
        header.Tag = Interlocked.Increment(ref _tags);
        Tell(header, body);
        ProgressWatch watch = new(limit);
        WorkerMessage answer;
        lock (_news)
        {
            while (!_answers.Remove(header.Tag, out answer))
            {
                ThrowIfLost();
                _ = Monitor.Wait(_news, WorkerProtocol.Nap);
                Check(ref watch);
            }
        }
        answer.CloseFiles();
        return answer.Header.Error switch
        {
            0 => answer,
            WorkerProtocol.FileError => throw new IOException(answer.Text),
            WorkerProtocol.MissingFileError => throw new FileNotFoundException(answer.Text),
            >= 1 and <= 1 + (uint)ControllerFault.Worker => throw new ControllerException((ControllerFault)(answer.Header.Error - 1), answer.Text),
            _ => throw Failed(answer.Text),
        };
    }

    /// <summary>Says that calls were written.</summary>
    public void Ring()
    {
        ref HeaderLine header = ref _lines.Header;
        _ = Interlocked.Increment(ref header.Doorbell);
        if (Volatile.Read(ref header.Sleeping) != 0 && Interlocked.Exchange(ref header.Sleeping, 0) != 0)
            _ = Futex.Wake(ref header.Doorbell);
    }

    /// <summary>Waits for the end of a call.</summary>
    /// <exception cref="ControllerException">The worker is gone, or hangs.</exception>
    public void WaitForCall(int slot, uint call, TimeSpan limit)
    {
        ref SlotLine line = ref _lines.Slot(slot);
        for (int i = 0; i < WorkerProtocol.Spins; i++)
        {
            if (Volatile.Read(ref line.Done) == call)
                return;
            Thread.SpinWait(1);
        }
        ProgressWatch watch = new(limit);
        while (true)
        {
            uint done = Volatile.Read(ref line.Done);
            if (done == call)
                return;
            ThrowIfLost();
            _ = Interlocked.Exchange(ref line.Sleeping, 1);
            if (Volatile.Read(ref line.Done) == done && _lost is null)
                _ = Futex.Wait(ref line.Done, done, WorkerProtocol.Nap);
            Volatile.Write(ref line.Sleeping, 0);
            Check(ref watch);
        }
    }

    /// <summary>Waits until everything has come that the worker told before a call ended.</summary>
    /// <exception cref="ControllerException">The worker is gone, or hangs.</exception>
    public void WaitForNews(uint told, TimeSpan limit)
    {
        if ((int)(told - _told) <= 0)
            return;
        long end = Environment.TickCount64 + (long)limit.TotalMilliseconds;
        lock (_news)
        {
            while ((int)(told - _told) > 0)
            {
                ThrowIfLost();
                _ = Monitor.Wait(_news, WorkerProtocol.Nap);
                if (Environment.TickCount64 > end)
                    Lose($"the worker promised {told - _told} messages that did not come within {limit.TotalSeconds:0.###} s", kill: true);
            }
        }
    }

    /// <summary>Lets a request hear what the worker tells of it, and keeps the connection for it.</summary>
    public void Add(uint number, RemoteRequest request)
    {
        lock (_gate)
            _requests.Add(number, request);
    }

    public void Remove(uint number)
    {
        lock (_gate)
            _ = _requests.Remove(number);
    }

    /// <summary>Keeps it for one user more; false where it is lost or was given up.</summary>
    public bool TryUse()
    {
        lock (_gate)
        {
            if (_users == 0 || _lost is not null)
                return false;
            _users++;
            return true;
        }
    }

    /// <summary>One user fewer; without any, it is closed.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (--_users > 0)
                return;
        }
        _ends = true;
        _socket.Shutdown();
        _reader.Join();
        _socket.Dispose();
        _process?.Dispose();
        Memory.Dispose();
    }

    void ReadAll()
    {
        byte[] buffer = new byte[WorkerProtocol.MessageBytes];
        try
        {
            while (true)
            {
                _ = _socket.TryReceive(buffer, Timeout.InfiniteTimeSpan, out ReceivedMessage received);
                if (received.Length > 0)
                    Take(WorkerMessage.Read(buffer.AsSpan(0, received.Length), received.Files));
            }
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            if (!_ends)
                Lose(error is LocalSocketClosedException ? null : error.Message, kill: error is not LocalSocketClosedException);
        }
    }

    static ControlMemory Take(SafeFileHandle file, ControlLayout layout)
    {
        SharedMemory memory = SharedMemory.Take(file, "the worker's memory");
        try
        {
            return new(layout, memory);
        }
        catch
        {
            memory.Dispose();
            throw;
        }
    }

    void Take(in WorkerMessage message)
    {
        if (message.Header.Kind == WorkerKind.Goodbye)
            throw new WorkerProtocolException($"the worker says: {message.Text}");
        if (message.Header.Kind < WorkerKind.Log)
        {
            lock (_news)
            {
                _answers[message.Header.Tag] = message;
                Monitor.PulseAll(_news);
            }
            return;
        }
        message.CloseFiles();
        RemoteRequest? request;
        lock (_gate)
            request = _requests.GetValueOrDefault(message.Header.Object);
        request?.Hear(message);
        lock (_news)
        {
            _told++;
            Monitor.PulseAll(_news);
        }
    }

    void Send(WorkerHeader header, ReadOnlySpan<byte> body, params ReadOnlySpan<SafeFileHandle> files)
    {
        header.Length = (uint)body.Length;
        lock (_sending)
            _socket.Send(MemoryMarshal.AsBytes(new ReadOnlySpan<WorkerHeader>(in header)), body, TimeSpan.FromSeconds(30), files);
    }

    void Check(ref ProgressWatch watch)
    {
        if (watch.IsOver(Volatile.Read(ref _lines.Header.Served)))
            Lose($"the worker, process {Process}, did nothing for {watch.Limit.TotalSeconds:0.###} s and was given up", kill: true);
    }

    void ThrowIfLost()
    {
        if (_lost is string why)
            throw Failed(why);
    }

    void Lose(string? why, bool kill)
    {
        why ??= _process?.Describe() ?? $"the worker, process {Process}, is gone: it crashed or was killed";
        lock (_gate)
        {
            // The first reason is the one to tell.
            _lost ??= why;
        }
        if (kill)
            _process?.Kill();
        _socket.Shutdown();
        lock (_news)
            Monitor.PulseAll(_news);
        for (int i = 0; i < Memory.Layout.Slots; i++)
        {
            if (_lines.Slot(i).Sleeping != 0)
                _ = Futex.Wake(ref _lines.Slot(i).Done);
        }
    }

    ControllerException Failed(string why, Exception? cause = null) => new(ControllerFault.Worker, $"{_name}: {why}", cause);
}
