using Lode.Memory;

namespace Lode.Control;

/// <summary>Runs controllers for other processes: what <c>lode control serve</c> is. The protocol is in docs/control-protocol.md.</summary>
/// <remarks>Each client has threads of its own, and sees nothing of the others; one that crashes takes what it had with it.</remarks>
public sealed class WorkerServer : IDisposable
{
    readonly WorkerServerOptions _options;
    readonly WorkerPrograms _programs;
    readonly WorkerPaths _paths;
    readonly LocalListener _listener;
    readonly Lock _gate = new();
    readonly Dictionary<WorkerSession, Thread> _sessions = [];

    /// <summary>Begins to listen; clients wait until <see cref="Run"/>.</summary>
    /// <param name="path">Where: a path in a folder that is this user's. A socket that nobody listens at is replaced.</param>
    /// <param name="options">What it works with.</param>
    /// <exception cref="IOException">The place is taken or no good, or an allowed folder is not there.</exception>
    /// <exception cref="PlatformNotSupportedException">The platform is not 64-bit Linux.</exception>
    public WorkerServer(string path, WorkerServerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxClients, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.MaxClients, 1024);
        _options = options;
        _programs = options.Programs ?? WorkerPrograms.Guests(options);
        _paths = new WorkerPaths(options.AllowedFolders);
        _listener = LocalListener.Listen(path);
    }

    /// <summary>The version of the protocol.</summary>
    public static int ProtocolVersion => (int)WorkerProtocol.Version;

    /// <summary>The path of the socket.</summary>
    public string Path => _listener.Path;

    /// <summary>Serves clients until it is cancelled, and then ends them.</summary>
    /// <exception cref="IOException">No more connections can be taken.</exception>
    public void Run(CancellationToken cancellation)
    {
        try
        {
            while (!cancellation.IsCancellationRequested)
            {
                LocalSocket? socket = _listener.Accept(Timeout.InfiniteTimeSpan, cancellation);
                if (socket is not null)
                    Take(socket);
            }
        }
        finally
        {
            EndAll();
        }
    }

    /// <summary>Stops listening and removes the socket.</summary>
    public void Dispose() => _listener.Dispose();

    void Take(LocalSocket socket)
    {
        WorkerSession session = new(_options, _programs, _paths, socket);
        lock (_gate)
        {
            if (_sessions.Count >= _options.MaxClients)
            {
                _options.Warning?.Invoke($"client {socket.PeerProcess} was turned away: there are {_sessions.Count} already");
                socket.Dispose();
                return;
            }
            Thread thread = new(() =>
            {
                try
                {
                    session.Run();
                }
                finally
                {
                    lock (_gate)
                        _sessions.Remove(session);
                }
            })
            {
                IsBackground = true,
                Name = $"lode client {socket.PeerProcess} messages",
            };
            _sessions.Add(session, thread);
            thread.Start();
        }
    }

    void EndAll()
    {
        KeyValuePair<WorkerSession, Thread>[] sessions;
        lock (_gate)
            sessions = [.. _sessions];
        foreach ((WorkerSession session, _) in sessions)
            session.End();
        foreach ((_, Thread thread) in sessions)
            thread.Join();
    }
}
