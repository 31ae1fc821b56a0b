using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Lode.Memory;

/// <summary>The system calls of <see cref="OutputFile"/>; the constants are those of 64-bit x86 and Arm.</summary>
static unsafe partial class LinuxFileCalls
{
    public const int OpenFolder = 0x10000;
    public const int CurrentFolder = -100;
    public const int KindWanted = 1;
    public const int KindMask = 0xF000;
    public const int RegularFile = 0x8000;
    public const int Folder = 0x4000;

    public const int Interrupted = 4;
    public const int NoSuchCall = 38;
    public const int NotSupported = 95;

    /// <summary>Writes a <c>struct statx</c>, 256 bytes; its mode is the 16-bit number at byte <see cref="ModeOffset"/> everywhere.</summary>
    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Status(int folder, string path, int flags, uint mask, byte* status);

    public const int StatusBytes = 256;
    public const int ModeOffset = 28;

    [LibraryImport("libc", EntryPoint = "fallocate", SetLastError = true)]
    public static partial int Allocate(SafeFileHandle file, int mode, long offset, long length);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    public static partial int Synchronize(SafeFileHandle file);
}
