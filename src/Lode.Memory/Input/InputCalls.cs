using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Lode.Memory;

/// <summary>The system calls of <see cref="InputStream"/>; the constants are those of 64-bit x86 and Arm.</summary>
static unsafe partial class InputCalls
{
    public const int DuplicateCloseOnExec = 1030; // F_DUPFD_CLOEXEC
    public const int SetPipeSize = 1031; // F_SETPIPE_SZ
    public const short Readable = 1; // POLLIN
    public const int Interrupted = 4; // EINTR
    public const int TryAgain = 11; // EAGAIN
    public const int CurrentFolder = -100; // AT_FDCWD
    public const uint TypeOfFile = 1; // STATX_TYPE
    public const int StatusBytes = 256;
    public const int ModeOffset = 28; // of stx_mode in struct statx

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Status(int folder, string path, int flags, uint mask, byte* status);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    public static partial int Control(SafeFileHandle file, int command, int value);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    public static partial SafeFileHandle Duplicate(int descriptor, int command, int lowest);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    public static partial int Poll(PollEntry* entries, nuint count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    public static partial nint Read(SafeFileHandle file, byte* buffer, nint length);

    /// <summary><c>struct pollfd</c>.</summary>
    public struct PollEntry
    {
        public int Descriptor;
        public short Events;
        public short Found;
    }
}
