using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Lode.Control;

/// <summary>The system calls of reads in the background; the constants are those of 64-bit x86 and Arm.</summary>
static partial class RingCalls
{
    internal const int OpenForReading = 0x80900; // O_RDONLY, O_NONBLOCK, O_CLOEXEC, O_NOCTTY
    internal const int EventFlags = 0x80800; // EFD_NONBLOCK, EFD_CLOEXEC
    internal const short Readable = 1; // POLLIN
    internal const int Interrupted = 4;
    internal const int InputOutput = 5;
    internal const int TryAgain = 11;
    internal const int Start = 0;
    internal const int Current = 1;

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial SafeFileHandle Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "pread", SetLastError = true)]
    internal static partial nint ReadAt(SafeFileHandle file, Span<byte> buffer, nint length, long offset);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    internal static partial nint Read(SafeFileHandle file, Span<byte> buffer, nint length);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    internal static partial nint Write(SafeFileHandle file, ReadOnlySpan<byte> buffer, nint length);

    [LibraryImport("libc", EntryPoint = "lseek", SetLastError = true)]
    internal static partial long Seek(SafeFileHandle file, long offset, int origin);

    [LibraryImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    internal static partial SafeFileHandle MakeEvent(uint value, int flags);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    internal static partial int Poll(Span<Entry> entries, nuint count, int milliseconds);

    /// <summary>An error number of Linux as WASI has it.</summary>
    internal static GuestError ErrorOf(int number) => number switch
    {
        1 or 13 => GuestError.AccessDenied,
        2 or 20 => GuestError.NoEntry,
        12 => GuestError.NoMemory,
        14 => GuestError.BadAddress,
        21 => GuestError.IsDirectory,
        22 => GuestError.Invalid,
        23 or 24 => GuestError.TooManyDescriptors,
        29 => GuestError.IllegalSeek,
        _ => GuestError.InputOutput,
    };

    /// <summary><c>struct pollfd</c>.</summary>
    internal struct Entry
    {
        internal int Descriptor;
        internal short Events;
        internal short Found;
    }
}
