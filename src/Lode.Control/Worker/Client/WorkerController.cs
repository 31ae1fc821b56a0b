using Lode.Memory;
using Lode.Tokenizers;

namespace Lode.Control;

/// <summary>A controller that runs in another process: a crash of it, of its compiler or of what it makes the machine do ends that process alone.</summary>
/// <remarks>
/// Everything else is as in this process: the sequences' regions are the same pages of memory in both. Variables of a request are copies
/// of those that its controllers see, brought up to date by each call.
/// </remarks>
public sealed class WorkerController : Controller
{
    const int UsualSlots = 1024;
    static readonly TimeSpan s_loadTime = TimeSpan.FromMinutes(2);
    static readonly TimeSpan s_connectTime = TimeSpan.FromSeconds(5);
    readonly Lock _gate = new();
    readonly List<WorkerConnection> _connections = [];
    readonly Func<ControlLayout, WorkerConnection> _connect;
    readonly string _path;
    bool _disposed;

    WorkerController(string path, ControllerLimits limits, Func<ControlLayout, WorkerConnection> connect)
        : base(path, limits)
    {
        _path = Path.GetFullPath(path);
        _connect = connect;
    }

    /// <summary>A controller in processes of our own, which start with the first request. They end with this one, even where it is killed.</summary>
    /// <param name="path">The module's file.</param>
    /// <param name="options">How.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="PlatformNotSupportedException">The platform is not 64-bit Linux.</exception>
    public static WorkerController Isolate(string path, IsolationOptions options)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(options);
        Require();
        if (!File.Exists(path))
            throw new FileNotFoundException($"there is no file {path}", path);
        return new(path, options.Limits, layout =>
        {
            WorkerProcess process = WorkerProcess.Start(path, options, out LocalSocket socket);
            return new WorkerConnection(path, socket, layout, process);
        });
    }

    /// <summary>A controller in a worker that runs already: <c>lode control serve</c>.</summary>
    /// <param name="socket">The path of the worker's socket.</param>
    /// <param name="path">The module's file, which the worker must be allowed to open.</param>
    /// <param name="limits">What the controller's sequences may take; the defaults where null.</param>
    /// <exception cref="PlatformNotSupportedException">The platform is not 64-bit Linux.</exception>
    public static WorkerController Connect(string socket, string path, ControllerLimits? limits = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(socket);
        ArgumentException.ThrowIfNullOrEmpty(path);
        Require();
        return new(path, limits ?? ControllerLimits.Default,
            layout => new WorkerConnection(path, LocalSocket.Connect(socket, s_connectTime), layout, null));
    }

    /// <summary>Begins a request. A worker that is gone is replaced, or connected to again.</summary>
    /// <inheritdoc/>
    public override ControllerRequest Start(Tokenizer tokenizer, RequestOptions options)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        ArgumentNullException.ThrowIfNull(options);
        (WorkerConnection connection, Stack<int> slots) = Take(options);
        try
        {
            if (!connection.Fits(tokenizer))
            {
                throw new ControllerException(ControllerFault.Worker,
                    $"{Name}: expected a worker with a tokenizer of {tokenizer.VocabularySize} tokens that begins texts with {tokenizer.BeginOfText ?? -1} "
                    + $"and ends them with {tokenizer.EndOfText ?? -1}, found {connection.Greeting.A}, {(int)connection.Greeting.B} and "
                    + $"{(int)connection.Greeting.C}; give both the same model");
            }
            return new RemoteRequest(this, options, connection, slots);
        }
        catch
        {
            connection.Slots.Return(slots);
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Ends its processes and connections as soon as no request needs them.</summary>
    public override void Dispose()
    {
        lock (_gate)
        {
            if (_disposed)
                return;
            _disposed = true;
            foreach (WorkerConnection connection in _connections)
                connection.Dispose();
            _connections.Clear();
        }
        base.Dispose();
    }

    /// <summary>A connection with free slots for all sequences that a request may have, used once more.</summary>
    (WorkerConnection Connection, Stack<int> Slots) Take(RequestOptions options)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            foreach (WorkerConnection lost in _connections.Where(connection => connection.Lost is not null).ToArray())
            {
                _ = _connections.Remove(lost);
                lost.Dispose();
            }
            foreach (WorkerConnection connection in _connections)
            {
                ControlLayout layout = connection.Memory.Layout;
                if ((layout.Vocabulary, layout.TokenCapacity) != (options.Vocabulary, options.TokenCapacity) || !connection.TryUse())
                    continue;
                if (connection.Slots.TryTake(Limits.Sequences) is Stack<int> taken)
                    return (connection, taken);
                connection.Dispose();
            }
            WorkerConnection made = _connect(new ControlLayout(options.Vocabulary, options.TokenCapacity, Math.Max(Limits.Sequences, UsualSlots)));
            try
            {
                WorkerHeader load = WorkerHeader.Of(WorkerKind.Load);
                byte[] body = [.. new byte[WorkerProtocol.LimitBytes], .. System.Text.Encoding.UTF8.GetBytes(_path)];
                LimitsCodec.Write(Limits, body);
                made.Controller = made.Ask(load, body, s_loadTime).Header.Object;
                Stack<int> slots = made.Slots.TryTake(Limits.Sequences)!;
                _ = made.TryUse();
                _connections.Add(made);
                return (made, slots);
            }
            catch
            {
                made.Dispose();
                throw;
            }
        }
    }

    static void Require()
    {
        if (!LocalSocket.IsSupported)
            throw new PlatformNotSupportedException("controllers in another process need 64-bit Linux");
    }
}
