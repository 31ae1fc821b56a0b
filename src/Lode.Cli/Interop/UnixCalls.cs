using System.Runtime.InteropServices;

namespace Lode.Cli.Interop;

/// <summary>The system calls of <see cref="StandardStream"/> and of the terminal; the error numbers are those of Linux.</summary>
static partial class UnixCalls
{
    public const int Interrupted = 4; // EINTR
    public const int TryAgain = 11; // EAGAIN
    public const int BrokenPipe = 32; // EPIPE

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    public static partial nint Write(int descriptor, ReadOnlySpan<byte> bytes, nint length);

    public const uint OwnerOnly = 0x180; // rw-------

    [LibraryImport("libc", EntryPoint = "mkfifo", SetLastError = true)]
    public static partial int MakePipe(ReadOnlySpan<byte> path, uint mode);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    public static partial int Control(int descriptor, nuint request, Span<ushort> answer);
}
