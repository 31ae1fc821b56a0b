using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Lode.Memory;

/// <summary>A place in the file system where processes of the same user connect to this one.</summary>
public sealed unsafe class LocalListener : IDisposable
{
    const uint ModeOwnerOnly = 0x180; // 0600
    const int ConnectionAborted = 103;
    static readonly TimeSpan s_slice = TimeSpan.FromMilliseconds(200);

    readonly SafeFileHandle _socket;
    readonly FileStatus? _place;

    LocalListener(SafeFileHandle socket, string path)
    {
        _socket = socket;
        Path = path;
        _place = FileStatus.Of(path, followLinks: false);
    }

    /// <summary>Its path.</summary>
    public string Path { get; }

    /// <summary>Makes a socket that only this user can connect to (mode 0600).</summary>
    /// <remarks>A socket that nobody listens at any more is replaced. The folder must be this user's, and no one else's to write.</remarks>
    /// <param name="path">Where; the folder must be there.</param>
    /// <exception cref="IOException">The place is taken, by a file or by a process that listens; or the folder is no good.</exception>
    /// <exception cref="PlatformNotSupportedException">The platform is not 64-bit Linux.</exception>
    public static LocalListener Listen(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        SocketCalls.Require();
        string full = System.IO.Path.GetFullPath(path);
        string folder = System.IO.Path.GetDirectoryName(full) ?? throw new IOException($"{path}: expected the path of a socket, found a folder");
        using SafeFileHandle open = OpenFolder(folder);
        FileStatus status = FileStatus.Of(open);
        if (status.Owner != FileStatus.CurrentUser)
            throw new IOException($"{folder}: the folder of a socket must belong to this user, and belongs to user {status.Owner}; make one: mkdir -m 700 DIR");
        if (status.IsWritableByOthers)
            throw new IOException($"{folder}: others may write to the folder, and could put another socket there; run: chmod go-w '{folder}'");
        // Two that start at the same time must not take each other's socket for a stale one.
        if (SocketCalls.Lock(open, SocketCalls.LockExclusively) != 0)
            throw SocketCalls.Failed($"{folder}: locking the folder");
        RemoveStale(full, path);
        SafeFileHandle socket = LocalSocket.NewSocket();
        try
        {
            // The mode is on the socket before its name is there: at no moment could anybody else connect.
            if (SocketCalls.SetMode(socket, ModeOwnerOnly) != 0
                || SocketAddress.In(open, System.IO.Path.GetFileName(full), path).Bind(socket) != 0
                || SocketCalls.Listen(socket, 64) != 0)
            {
                throw SocketCalls.Failed($"{path}: cannot listen there");
            }
            return new(socket, full);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Waits for a process that connects. Those of other users are turned away without a word.</summary>
    /// <param name="timeout">How long.</param>
    /// <param name="cancellation">Ends the waiting, within a fraction of a second.</param>
    /// <returns>The connection; null where none came in the time, or the waiting was ended.</returns>
    /// <exception cref="IOException">The system refused it, for example for want of descriptors.</exception>
    public LocalSocket? Accept(TimeSpan timeout, CancellationToken cancellation = default)
    {
        long end = timeout == Timeout.InfiniteTimeSpan ? long.MaxValue : Environment.TickCount64 + SocketCalls.Milliseconds(timeout);
        while (!cancellation.IsCancellationRequested)
        {
            SafeFileHandle accepted = SocketCalls.Accept(_socket, null, null, SocketCalls.CloseOnExec | SocketCalls.NonBlocking);
            if (!accepted.IsInvalid)
            {
                LocalSocket connection = new(accepted, Path);
                if (connection.PeerUser == FileStatus.CurrentUser)
                    return connection;
                connection.Dispose();
                continue;
            }
            int error = Marshal.GetLastPInvokeError();
            accepted.Dispose();
            if (error is not (SocketCalls.Again or SocketCalls.Interrupted or SocketCalls.ConnectionReset or ConnectionAborted))
                throw new IOException($"{Path}: cannot take a connection: {Marshal.GetPInvokeErrorMessage(error)}");
            TimeSpan left = end == long.MaxValue ? s_slice : TimeSpan.FromMilliseconds(Math.Min(end - Environment.TickCount64, s_slice.TotalMilliseconds));
            if (left <= TimeSpan.Zero)
                return null;
            _ = SocketCalls.Poll(_socket, SocketCalls.Readable, left);
        }
        return null;
    }

    /// <summary>Stops listening, and removes the socket if it is still this one.</summary>
    public void Dispose()
    {
        if (_socket.IsClosed)
            return;
        if (_place is FileStatus place && FileStatus.Of(Path, followLinks: false) is FileStatus now && (now.Device, now.Inode) == (place.Device, place.Inode))
        {
            try
            {
                File.Delete(Path);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // It will be found stale and be replaced.
            }
        }
        _socket.Dispose();
    }

    internal static SafeFileHandle OpenFolder(string folder)
    {
        SafeFileHandle open = LinuxCalls.Open(folder, LinuxCalls.OpenReadOnly | LinuxCalls.OpenCloseOnExec | LinuxFileCalls.OpenFolder);
        if (!open.IsInvalid)
            return open;
        IOException failed = SocketCalls.Failed($"{folder}: the folder of the socket cannot be opened");
        open.Dispose();
        throw failed;
    }

    static void RemoveStale(string full, string path)
    {
        if (FileStatus.Of(full, followLinks: false) is not FileStatus there)
            return;
        const int KindMask = 0xF000, Socket = 0xC000;
        if ((there.Mode & KindMask) != Socket)
            throw new IOException($"{path}: expected a socket or nothing, found a file; remove it, or choose another path");
        if (IsRefused(full))
        {
            File.Delete(full);
            return;
        }
        throw new IOException($"{path}: a process listens there already; end it, or choose another path");
    }

    /// <summary>Whether nobody listens: a full queue or another user's socket is somebody's.</summary>
    static bool IsRefused(string full)
    {
        using SafeFileHandle folder = OpenFolder(System.IO.Path.GetDirectoryName(full)!);
        using SafeFileHandle socket = LocalSocket.NewSocket();
        return SocketAddress.In(folder, System.IO.Path.GetFileName(full), full).Connect(socket) != 0
            && Marshal.GetLastPInvokeError() == SocketCalls.ConnectionRefused;
    }
}
