using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Lode.Memory;

/// <summary>The system calls of <see cref="LinuxFileMapping"/>; the constants are those of 64-bit x86 and Arm.</summary>
static unsafe partial class LinuxCalls
{
    public const int OpenReadOnly = 0;
    public const int OpenNonBlocking = 0x800;
    public const int OpenNoAccessTime = 0x40000;
    public const int OpenCloseOnExec = 0x80000;
    public const int SeekEnd = 2;
    public const int MayWrite = 2;
    public const int ProtectRead = 1;
    public const int MapShared = 1;
    public const int AdviseNormal = 0;
    public const int AdviseSequential = 2;
    public const int AdviseWillNeed = 3;
    public const int LockOnFault = 1;
    public const int LimitOfLocked = 8; // RLIMIT_MEMLOCK
    public const int AdvisePopulateRead = 22;

    public const int NotPermitted = 1;
    public const int NoSuchFile = 2;
    public const int AccessDenied = 13;
    public const int BadAddress = 14;
    public const int NotDirectory = 20;
    public const int InvalidArgument = 22;
    public const int IllegalSeek = 29;

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial SafeFileHandle Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "lseek", SetLastError = true)]
    public static partial long Seek(SafeFileHandle file, long offset, int origin);

    [LibraryImport("libc", EntryPoint = "access", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Access(string path, int mode);

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    public static partial nint Map(nint address, nint length, int protection, int flags, SafeFileHandle file, long offset);

    [LibraryImport("libc", EntryPoint = "munmap", SetLastError = true)]
    public static partial int Unmap(nint address, nint length);

    [LibraryImport("libc", EntryPoint = "madvise", SetLastError = true)]
    public static partial int Advise(nint address, nint length, int advice);

    [LibraryImport("libc", EntryPoint = "mlock2", SetLastError = true)]
    public static partial int Lock(nint address, nint length, int flags);

    [LibraryImport("libc", EntryPoint = "getrlimit", SetLastError = true)]
    public static partial int Limit(int resource, ulong* currentAndMost);

    [LibraryImport("libc", EntryPoint = "mincore", SetLastError = true)]
    public static partial int Resident(nint address, nint length, byte* pages);
}
