using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Lode.Wasi;

/// <summary>The system calls behind preview 1; the constants are those of 64-bit x86. Paths end with a zero byte.</summary>
static partial class LinuxCalls
{
    public const int ReadOnly = 0;
    public const int WriteOnly = 1;
    public const int ReadWrite = 2;
    public const int Create = 0x40;
    public const int Exclusive = 0x80;
    public const int NoControllingTerminal = 0x100;
    public const int Truncate = 0x200;
    public const int Append = 0x400;
    public const int NonBlocking = 0x800;
    public const int DataSync = 0x1000;
    public const int Directory = 0x10000;
    public const int NoFollow = 0x20000;
    public const int CloseOnExec = 0x80000;
    public const int Sync = 0x101000;
    public const int PathOnly = 0x200000;

    /// <summary>"Here": not a descriptor, but the process's current folder.</summary>
    public const int CurrentFolder = -100;

    public const int DoNotFollow = 0x100; // AT_SYMLINK_NOFOLLOW
    public const int RemoveFolder = 0x200; // AT_REMOVEDIR
    public const int EmptyPath = 0x1000; // AT_EMPTY_PATH
    public const uint BasicStatus = 0x7ff; // STATX_BASIC_STATS

    public const int InterruptedCall = 4;
    public const int TryAgain = 11;
    public const int CrossDevice = 18;
    public const int NotDirectory = 20;
    public const int InvalidArgument = 22;
    public const int TooManyLinks = 40;

    public const int GetDescriptorFlags = 1; // F_GETFD, of which closing on exec is the only one
    public const int GetFlags = 3; // F_GETFL
    public const int SetFlags = 4; // F_SETFL
    public const nint BytesToRead = 0x541B; // FIONREAD

    public const long ProcessFiles = 0x9fa0; // PROC_SUPER_MAGIC

    const long OpenBeneathCall = 437;
    const long ReadDirectoryCall = 217;

    [LibraryImport("libc", EntryPoint = "openat", SetLastError = true)]
    public static partial SafeFileHandle OpenAt(int folder, ReadOnlySpan<byte> path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "openat", SetLastError = true)]
    public static partial SafeFileHandle OpenAt(SafeFileHandle folder, ReadOnlySpan<byte> path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint OpenBeneath(long call, SafeFileHandle folder, ReadOnlySpan<byte> path, ref OpenHow how, nint size);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint ReadDirectory(long call, SafeFileHandle folder, Span<byte> entries, nint length);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true)]
    public static partial int Status(SafeFileHandle folder, ReadOnlySpan<byte> path, int flags, uint mask, out FileStatus status);

    [LibraryImport("libc", EntryPoint = "fstatfs", SetLastError = true)]
    public static partial int FileSystemStatus(SafeFileHandle file, Span<long> status);

    [LibraryImport("libc", EntryPoint = "readlinkat", SetLastError = true)]
    public static partial nint ReadLink(SafeFileHandle folder, ReadOnlySpan<byte> path, Span<byte> target, nint length);

    [LibraryImport("libc", EntryPoint = "mkdirat", SetLastError = true)]
    public static partial int MakeFolder(SafeFileHandle folder, ReadOnlySpan<byte> path, uint mode);

    [LibraryImport("libc", EntryPoint = "unlinkat", SetLastError = true)]
    public static partial int Unlink(SafeFileHandle folder, ReadOnlySpan<byte> path, int flags);

    [LibraryImport("libc", EntryPoint = "linkat", SetLastError = true)]
    public static partial int Link(SafeFileHandle folder, ReadOnlySpan<byte> path, SafeFileHandle newFolder, ReadOnlySpan<byte> newPath, int flags);

    [LibraryImport("libc", EntryPoint = "symlinkat", SetLastError = true)]
    public static partial int SymbolicLink(ReadOnlySpan<byte> target, SafeFileHandle folder, ReadOnlySpan<byte> path);

    [LibraryImport("libc", EntryPoint = "renameat", SetLastError = true)]
    public static partial int Rename(SafeFileHandle folder, ReadOnlySpan<byte> path, SafeFileHandle newFolder, ReadOnlySpan<byte> newPath);

    [LibraryImport("libc", EntryPoint = "utimensat", SetLastError = true)]
    public static partial int SetTimes(SafeFileHandle folder, ReadOnlySpan<byte> path, ReadOnlySpan<TimeSpecification> times, int flags);

    [LibraryImport("libc", EntryPoint = "futimens", SetLastError = true)]
    public static partial int SetTimes(SafeFileHandle file, ReadOnlySpan<TimeSpecification> times);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    public static partial nint Read(SafeFileHandle file, Span<byte> buffer, nint length);

    [LibraryImport("libc", EntryPoint = "pread", SetLastError = true)]
    public static partial nint ReadAt(SafeFileHandle file, Span<byte> buffer, nint length, long offset);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    public static partial nint Write(SafeFileHandle file, ReadOnlySpan<byte> buffer, nint length);

    [LibraryImport("libc", EntryPoint = "pwrite", SetLastError = true)]
    public static partial nint WriteAt(SafeFileHandle file, ReadOnlySpan<byte> buffer, nint length, long offset);

    [LibraryImport("libc", EntryPoint = "lseek", SetLastError = true)]
    public static partial long Seek(SafeFileHandle file, long offset, int whence);

    [LibraryImport("libc", EntryPoint = "ftruncate", SetLastError = true)]
    public static partial int SetLength(SafeFileHandle file, long length);

    [LibraryImport("libc", EntryPoint = "fallocate", SetLastError = true)]
    public static partial int Allocate(SafeFileHandle file, int mode, long offset, long length);

    /// <remarks>Answers with the error number itself.</remarks>
    [LibraryImport("libc", EntryPoint = "posix_fadvise")]
    public static partial int Advise(SafeFileHandle file, long offset, long length, int advice);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    public static partial int Synchronize(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    public static partial int SynchronizeData(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    public static partial int Control(SafeFileHandle file, int command, int argument);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    public static partial int Query(SafeFileHandle file, nint request, out int answer);

    [LibraryImport("libc", EntryPoint = "isatty")]
    public static partial int IsTerminal(SafeFileHandle file);

    /// <remarks>No time at all is for ever; signals are as they are without a mask.</remarks>
    [LibraryImport("libc", EntryPoint = "ppoll", SetLastError = true)]
    public static partial int Poll(Span<PollEntry> entries, nuint count, ReadOnlySpan<TimeSpecification> time, nint signals);

    [LibraryImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    public static partial SafeFileHandle MakeEvent(uint value, int flags);

    [LibraryImport("libc", EntryPoint = "clock_gettime", SetLastError = true)]
    public static partial int GetTime(int clock, out TimeSpecification time);

    [LibraryImport("libc", EntryPoint = "clock_getres", SetLastError = true)]
    public static partial int GetResolution(int clock, out TimeSpecification resolution);

    /// <summary>Opens beneath a folder: neither <c>..</c> nor a symbolic link leads out of it (Linux 5.6).</summary>
    /// <returns>The new descriptor, or a negative number.</returns>
    public static nint OpenBeneath(SafeFileHandle folder, ReadOnlySpan<byte> path, int flags)
    {
        OpenHow how = new() { Flags = (ulong)flags, Resolve = OpenHow.Beneath | OpenHow.NoMagicLinks };
        return OpenBeneath(OpenBeneathCall, folder, path, ref how, OpenHow.Bytes);
    }

    /// <summary>Reads entries (<c>struct linux_dirent64</c>) from where the folder's descriptor stands.</summary>
    /// <returns>Their length in bytes, 0 at the end, or a negative number.</returns>
    public static nint ReadDirectory(SafeFileHandle folder, Span<byte> entries) =>
        ReadDirectory(ReadDirectoryCall, folder, entries, entries.Length);
}
