using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Lode.Memory;

/// <summary>System calls of local sockets and futexes; the constants are those of 64-bit x86 and Arm.</summary>
static unsafe partial class SocketCalls
{
    public const int Local = 1;                  // AF_UNIX
    public const int SequencedPackets = 5;       // SOCK_SEQPACKET
    public const int NonBlocking = 0x800;
    public const int CloseOnExec = 0x80000;
    public const int SocketLevel = 1;
    public const int Rights = 1;                 // SCM_RIGHTS
    public const int SendBuffer = 7;
    public const int PeerCredentials = 17;
    public const int DontWait = 0x40;
    public const int NoSignal = 0x4000;
    public const int CloseReceivedOnExec = 0x40000000;
    public const int Truncated = 0x20;
    public const int ControlTruncated = 8;
    public const int Both = 2;                   // SHUT_RDWR
    public const int LockExclusively = 2;
    public const short Readable = 1;
    public const short Writable = 4;

    public const int NoSuchFile = 2;
    public const int Interrupted = 4;
    public const int Again = 11;
    public const int BrokenPipe = 32;
    public const int AddressInUse = 98;
    public const int ConnectionReset = 104;
    public const int NotConnected = 107;
    public const int ConnectionRefused = 111;

    /// <summary>Bytes of a <c>cmsghdr</c>.</summary>
    public const int ControlHeader = 16;

    public static bool IsSupported => LinuxFileMapping.IsSupported;

    public static void Require()
    {
        if (!IsSupported)
            throw new PlatformNotSupportedException("local sockets that carry descriptors are tested on 64-bit Linux only");
    }

    public static IOException Failed(string what) => new($"{what}: {Marshal.GetLastPInvokeErrorMessage()}");

    /// <summary>Waits for a descriptor.</summary>
    /// <returns>Whether it is ready, or has ended; false after the time.</returns>
    public static bool Poll(SafeHandle file, short events, TimeSpan timeout)
    {
        long end = Environment.TickCount64 + Milliseconds(timeout);
        bool held = false;
        try
        {
            file.DangerousAddRef(ref held);
            PollEntry entry = new() { Descriptor = (int)file.DangerousGetHandle(), Events = events };
            for (long left = Milliseconds(timeout); ;)
            {
                int ready = PollFiles(&entry, 1, (int)Math.Min(left, int.MaxValue));
                if (ready > 0)
                    return true;
                if (ready < 0 && Marshal.GetLastPInvokeError() != Interrupted)
                    throw Failed("poll");
                left = end - Environment.TickCount64;
                if (left <= 0)
                    return false;
            }
        }
        finally
        {
            if (held)
                file.DangerousRelease();
        }
    }

    /// <summary>Rounded up, so that a wait is never shorter than it was asked to be.</summary>
    public static long Milliseconds(TimeSpan time) =>
        time == Timeout.InfiniteTimeSpan ? int.MaxValue : Math.Max(0, (time.Ticks + TimeSpan.TicksPerMillisecond - 1) / TimeSpan.TicksPerMillisecond);

    public struct PollEntry
    {
        public int Descriptor;
        public short Events;
        public short Happened;
    }

    public struct Vector
    {
        public void* Start;
        public nuint Length;
    }

    public struct MessageHeader
    {
        public void* Name;
        public nuint NameLength; // 32 bits and as many of padding
        public Vector* Vectors;
        public nuint VectorCount;
        public void* Control;
        public nuint ControlLength;
        public int Flags;
    }

    public struct Credentials
    {
        public int Process;
        public uint User;
        public uint Group;
    }

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    public static partial SafeFileHandle Create(int family, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "socketpair", SetLastError = true)]
    public static partial int CreatePair(int family, int type, int protocol, int* descriptors);

    [LibraryImport("libc", EntryPoint = "bind", SetLastError = true)]
    public static partial int Bind(SafeFileHandle socket, byte* address, uint length);

    [LibraryImport("libc", EntryPoint = "listen", SetLastError = true)]
    public static partial int Listen(SafeFileHandle socket, int backlog);

    [LibraryImport("libc", EntryPoint = "accept4", SetLastError = true)]
    public static partial SafeFileHandle Accept(SafeFileHandle socket, byte* address, uint* length, int flags);

    [LibraryImport("libc", EntryPoint = "connect", SetLastError = true)]
    public static partial int Connect(SafeFileHandle socket, byte* address, uint length);

    [LibraryImport("libc", EntryPoint = "shutdown", SetLastError = true)]
    public static partial int Shutdown(SafeFileHandle socket, int how);

    [LibraryImport("libc", EntryPoint = "sendmsg", SetLastError = true)]
    public static partial nint Send(SafeFileHandle socket, MessageHeader* message, int flags);

    [LibraryImport("libc", EntryPoint = "recvmsg", SetLastError = true)]
    public static partial nint Receive(SafeFileHandle socket, MessageHeader* message, int flags);

    [LibraryImport("libc", EntryPoint = "getsockopt", SetLastError = true)]
    public static partial int GetOption(SafeFileHandle socket, int level, int option, void* value, uint* length);

    [LibraryImport("libc", EntryPoint = "setsockopt", SetLastError = true)]
    public static partial int SetOption(SafeFileHandle socket, int level, int option, void* value, uint length);

    [LibraryImport("libc", EntryPoint = "fchmod", SetLastError = true)]
    public static partial int SetMode(SafeFileHandle file, uint mode);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    public static partial int Lock(SafeFileHandle file, int operation);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int PollFiles(PollEntry* entries, nuint count, int milliseconds);
}
