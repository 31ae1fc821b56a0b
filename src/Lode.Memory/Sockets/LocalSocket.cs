using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Lode.Memory;

/// <summary>A connection to another process of the same user, which carries messages and open files.</summary>
/// <remarks>
/// A local socket of kind SOCK_SEQPACKET: a message arrives whole, once and in order, or not at all, and the end of the other process is
/// noticed at once. One thread may send while another receives. Nothing waits without a limit.
/// </remarks>
public sealed unsafe class LocalSocket : IDisposable
{
    /// <summary>The most files that come or go with a message.</summary>
    public const int MaxFiles = 4;

    const int ControlBytes = SocketCalls.ControlHeader + MaxFiles * sizeof(int);
    readonly SafeFileHandle _socket;

    internal LocalSocket(SafeFileHandle socket, string name)
    {
        _socket = socket;
        Name = name;
        SocketCalls.Credentials credentials;
        uint length = (uint)sizeof(SocketCalls.Credentials);
        if (SocketCalls.GetOption(socket, SocketCalls.SocketLevel, SocketCalls.PeerCredentials, &credentials, &length) != 0)
        {
            IOException failed = SocketCalls.Failed($"{name}: who is at the other end");
            socket.Dispose();
            throw failed;
        }
        (PeerProcess, PeerUser) = (credentials.Process, credentials.User);
        int buffer = 1 << 20; // as far as the system lets us
        _ = SocketCalls.SetOption(socket, SocketCalls.SocketLevel, SocketCalls.SendBuffer, &buffer, sizeof(int));
    }

    /// <summary>Whether there are such sockets: on 64-bit Linux.</summary>
    public static bool IsSupported => SocketCalls.IsSupported;

    /// <summary>Its path, or another name for messages.</summary>
    public string Name { get; }

    /// <summary>The number of the process that connected or listened.</summary>
    public int PeerProcess { get; }

    /// <summary>The user of that process.</summary>
    public uint PeerUser { get; }

    /// <summary>Connects to a socket that a process of the same user listens at.</summary>
    /// <param name="path">The path of the socket.</param>
    /// <param name="timeout">How long to wait for a listener whose queue is full.</param>
    /// <exception cref="IOException">There is none, nobody listens there, or another user does.</exception>
    /// <exception cref="PlatformNotSupportedException">The platform is not 64-bit Linux.</exception>
    public static LocalSocket Connect(string path, TimeSpan timeout)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        SocketCalls.Require();
        string full = Path.GetFullPath(path);
        using SafeFileHandle folder = LocalListener.OpenFolder(Path.GetDirectoryName(full) ?? "/");
        SafeFileHandle socket = NewSocket();
        try
        {
            SocketAddress address = SocketAddress.In(folder, Path.GetFileName(full), path);
            Stopwatch time = Stopwatch.StartNew();
            while (address.Connect(socket) != 0)
            {
                int error = Marshal.GetLastPInvokeError();
                if (error == SocketCalls.NoSuchFile)
                    throw new IOException($"{path}: there is no socket; start what listens there first");
                if (error == SocketCalls.ConnectionRefused)
                    throw new IOException($"{path}: nobody listens there any more; start what listens there again");
                if (error is not (SocketCalls.Again or SocketCalls.Interrupted) || time.Elapsed > timeout)
                    throw new IOException($"{path}: cannot connect: {Marshal.GetPInvokeErrorMessage(error)}");
                Thread.Sleep(1);
            }
            LocalSocket connected = new(socket, path);
            return connected.PeerUser == FileStatus.CurrentUser ? connected : throw new IOException(
                $"{path}: expected a process of this user ({FileStatus.CurrentUser}) to listen there, found one of user {connected.PeerUser}");
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Two ends of a connection in this process.</summary>
    public static (LocalSocket First, LocalSocket Second) Pair()
    {
        SocketCalls.Require();
        int* ends = stackalloc int[2];
        if (SocketCalls.CreatePair(SocketCalls.Local, SocketCalls.SequencedPackets | SocketCalls.CloseOnExec | SocketCalls.NonBlocking, 0, ends) != 0)
            throw SocketCalls.Failed("socketpair");
        return (new(new SafeFileHandle(ends[0], true), "a socket pair"), new(new SafeFileHandle(ends[1], true), "a socket pair"));
    }

    /// <summary>Sends one message.</summary>
    /// <param name="header">Its first bytes.</param>
    /// <param name="body">What follows them; with the header at least one byte.</param>
    /// <param name="timeout">How long to wait while the other end does not read.</param>
    /// <param name="files">Open files that go with it, up to <see cref="MaxFiles"/>. They stay the caller's, too.</param>
    /// <exception cref="LocalSocketClosedException">The other end is gone.</exception>
    /// <exception cref="TimeoutException">The other end does not read what it was sent.</exception>
    /// <exception cref="IOException">The message is too long for the system.</exception>
    public void Send(ReadOnlySpan<byte> header, ReadOnlySpan<byte> body, TimeSpan timeout, params ReadOnlySpan<SafeFileHandle> files)
    {
        ArgumentOutOfRangeException.ThrowIfZero(header.Length + body.Length, nameof(header));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(files.Length, MaxFiles, nameof(files));
        SocketCalls.Vector* vectors = stackalloc SocketCalls.Vector[2];
        byte* control = stackalloc byte[ControlBytes];
        SocketCalls.MessageHeader message = new() { Vectors = vectors, VectorCount = 2 };
        int held = 0;
        bool isHeld = false;
        try
        {
            foreach (SafeFileHandle file in files)
            {
                file.DangerousAddRef(ref isHeld);
                ((int*)(control + SocketCalls.ControlHeader))[held++] = (int)file.DangerousGetHandle();
            }
            if (held > 0)
            {
                *(nuint*)control = (nuint)(SocketCalls.ControlHeader + held * sizeof(int));
                ((int*)control)[2] = SocketCalls.SocketLevel;
                ((int*)control)[3] = SocketCalls.Rights;
                message.Control = control;
                message.ControlLength = (nuint)(SocketCalls.ControlHeader + (held * sizeof(int) + 7) / 8 * 8);
            }
            fixed (byte* first = header)
            fixed (byte* second = body)
            {
                vectors[0] = new() { Start = first, Length = (nuint)header.Length };
                vectors[1] = new() { Start = second, Length = (nuint)body.Length };
                Send(&message, header.Length + body.Length, timeout);
            }
        }
        finally
        {
            for (int i = 0; i < held; i++)
                files[i].DangerousRelease();
        }
    }

    /// <summary>Receives one message.</summary>
    /// <param name="buffer">Where its bytes go; one that is longer is an error.</param>
    /// <param name="timeout">How long to wait for it.</param>
    /// <param name="message">The message.</param>
    /// <returns>False where none came in the time.</returns>
    /// <exception cref="LocalSocketClosedException">The other end is gone, and everything that it sent was received.</exception>
    /// <exception cref="IOException">The message is longer than the buffer, or came with more files than <see cref="MaxFiles"/>; it is lost.</exception>
    public bool TryReceive(Span<byte> buffer, TimeSpan timeout, out ReceivedMessage message)
    {
        byte* control = stackalloc byte[ControlBytes];
        fixed (byte* start = buffer)
        {
            SocketCalls.Vector vector = new() { Start = start, Length = (nuint)buffer.Length };
            SocketCalls.MessageHeader header = new() { Vectors = &vector, VectorCount = 1 };
            nint length;
            do
            {
                header.Control = control;
                header.ControlLength = ControlBytes;
                header.Flags = 0;
                length = SocketCalls.Receive(_socket, &header, SocketCalls.DontWait | SocketCalls.CloseReceivedOnExec);
                if (length > 0)
                    break;
                int error = length == 0 ? SocketCalls.ConnectionReset : Marshal.GetLastPInvokeError();
                if (error == SocketCalls.Again)
                {
                    if (timeout == TimeSpan.Zero || !SocketCalls.Poll(_socket, SocketCalls.Readable, timeout))
                    {
                        message = default;
                        return false;
                    }
                }
                else if (error is SocketCalls.ConnectionReset or SocketCalls.NotConnected)
                {
                    throw new LocalSocketClosedException(Name);
                }
                else if (error != SocketCalls.Interrupted)
                {
                    throw SocketCalls.Failed(Name);
                }
            }
            while (true);
            message = new((int)length, TakeFiles(control, header.ControlLength));
            string? wrong = (header.Flags & SocketCalls.ControlTruncated) != 0 ? $"at most {MaxFiles} files with a message, found more"
                : (header.Flags & SocketCalls.Truncated) != 0 ? $"a message of at most {buffer.Length} bytes, found a longer one" : null;
            if (wrong is null)
                return true;
            message.CloseFiles();
            throw new IOException($"{Name}: expected {wrong}");
        }
    }

    /// <summary>Ends the connection, for both sides: whoever waits for it, on any thread, is told. <see cref="Dispose"/> frees it.</summary>
    public void Shutdown()
    {
        if (!_socket.IsClosed)
            _ = SocketCalls.Shutdown(_socket, SocketCalls.Both);
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    internal static SafeFileHandle NewSocket()
    {
        SafeFileHandle socket = SocketCalls.Create(
            SocketCalls.Local, SocketCalls.SequencedPackets | SocketCalls.CloseOnExec | SocketCalls.NonBlocking, 0);
        return socket.IsInvalid ? throw SocketCalls.Failed("socket") : socket;
    }

    void Send(SocketCalls.MessageHeader* message, int length, TimeSpan timeout)
    {
        while (true)
        {
            nint sent = SocketCalls.Send(_socket, message, SocketCalls.DontWait | SocketCalls.NoSignal);
            if (sent == length)
                return;
            switch (Marshal.GetLastPInvokeError())
            {
                case SocketCalls.Interrupted:
                    break;
                case SocketCalls.Again:
                    if (!SocketCalls.Poll(_socket, SocketCalls.Writable, timeout))
                        throw new TimeoutException($"{Name}: the process at the other end has not read its messages for {timeout.TotalSeconds:0.###} s");
                    break;
                case SocketCalls.BrokenPipe or SocketCalls.ConnectionReset or SocketCalls.NotConnected:
                    throw new LocalSocketClosedException(Name);
                default:
                    throw SocketCalls.Failed($"{Name}: a message of {length} bytes");
            }
        }
    }

    static SafeFileHandle[] TakeFiles(byte* control, nuint length)
    {
        if (length < SocketCalls.ControlHeader || ((int*)control)[2] != SocketCalls.SocketLevel || ((int*)control)[3] != SocketCalls.Rights)
            return [];
        int count = (int)(Math.Min(*(nuint*)control, length) - SocketCalls.ControlHeader) / sizeof(int);
        SafeFileHandle[] files = new SafeFileHandle[count];
        for (int i = 0; i < count; i++)
            files[i] = new SafeFileHandle(((int*)(control + SocketCalls.ControlHeader))[i], ownsHandle: true);
        return files;
    }
}
