using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Lode.Memory;

/// <summary>The system calls of <see cref="OutputFile"/>; the constants are those of 64-bit x86 and Arm.</summary>
static unsafe partial class LinuxFileCalls
{
    // These two differ: asm/fcntl.h.
    public static readonly int OpenFolder = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 0x4000 : 0x10000;
    public static readonly int OpenNoFollow = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 0x8000 : 0x20000;
    public const int CurrentFolder = -100;
    public const int KindWanted = 1;
    public const int KindMask = 0xF000;
    public const int RegularFile = 0x8000;
    public const int Folder = 0x4000;

    public const int Interrupted = 4;
    public const int NoSuchCall = 38;
    public const int NotSupported = 95;
    public const int LinksInCircles = 40;
    public const long TimeNow = 0x3fffffff;
    public const long TimeOmit = 0x3ffffffe;

    /// <summary>Writes a <c>struct statx</c>, 256 bytes; its mode is the 16-bit number at byte <see cref="ModeOffset"/> everywhere.</summary>
    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Status(int folder, string path, int flags, uint mask, byte* status);

    public const int StatusBytes = 256;
    public const int ModeOffset = 28;

    [LibraryImport("libc", EntryPoint = "fallocate", SetLastError = true)]
    public static partial int Allocate(SafeFileHandle file, int mode, long offset, long length);

    [LibraryImport("libc", EntryPoint = "openat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial SafeFileHandle OpenIn(SafeFileHandle folder, string name, int flags);

    [LibraryImport("libc", EntryPoint = "unlinkat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Unlink(SafeFileHandle folder, string name, int flags);

    [LibraryImport("libc", EntryPoint = "futimens", SetLastError = true)]
    public static partial int SetTimes(SafeFileHandle file, long* accessedAndModified);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    public static partial uint EffectiveUser();

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    public static partial int Synchronize(SafeFileHandle file);
}
