using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Lode.Memory;

/// <summary>Memory files of Linux, and their seals.</summary>
static unsafe partial class SharedCalls
{
    const int CloseOnExec = 1;
    const int AllowSealing = 2;
    const int AddSeals = 1033;
    const int GetSeals = 1034;
    const int SealShrink = 2;
    const int SealGrow = 4;
    const int SealWrite = 8;
    const int OpenReadWrite = 2;
    const int OpenCloseOnExec = 0x80000;
    const int ProtectRead = 1;
    const int ProtectWrite = 2;
    const int MapShared = 1;
    const int MapPrivate = 2;
    const int SeekData = 3;
    const int NoSuchAddress = 6;
    const int AdviseRemove = 9;

    /// <summary>Makes a file of a length, all zero, that keeps the length.</summary>
    internal static SafeFileHandle Create(string name, long length)
    {
        if (!OperatingSystem.IsLinux())
            throw new PlatformNotSupportedException("shared memory needs Linux: it is a memfd");
        SafeFileHandle file = new(CreateFile(name, CloseOnExec | AllowSealing), ownsHandle: true);
        if (file.IsInvalid)
            throw Failed(name, "memfd_create");
        if (Truncate(file, length) != 0)
            throw FailedAndClosed(file, name, $"{length:N0} bytes");
        if (Control(file, AddSeals, SealShrink | SealGrow) != 0)
            throw FailedAndClosed(file, name, "sealing");
        return file;
    }

    /// <summary>Opens a file by its place in /proc; only what is sealed against shrinking may be looked at by spans.</summary>
    internal static SafeFileHandle Open(string path, out long length, out bool frozen)
    {
        if (!OperatingSystem.IsLinux())
            throw new PlatformNotSupportedException("shared memory needs Linux: it is a memfd");
        SafeFileHandle file = new(OpenFile(path, OpenReadWrite | OpenCloseOnExec), ownsHandle: true);
        if (file.IsInvalid)
            throw Failed(path, "open");
        Check(file, path, out length, out frozen);
        return file;
    }

    /// <summary>Says of an open file that it may be looked at by spans; where it may not, it is closed.</summary>
    internal static void Check(SafeFileHandle file, string name, out long length, out bool frozen)
    {
        int seals = Control(file, GetSeals, 0);
        if (seals < 0 || (seals & SealShrink) == 0)
        {
            file.Dispose();
            throw new IOException($"{name}: expected shared memory that is sealed against becoming shorter, found another file");
        }
        frozen = (seals & SealWrite) != 0;
        length = RandomAccess.GetLength(file);
    }

    /// <summary>Makes whole pages zero again, for everybody who has them mapped, and gives their memory back.</summary>
    internal static void Remove(byte* address, long length, string name)
    {
        if (Advise((nint)address, (nint)length, AdviseRemove) != 0)
            throw Failed(name, $"clearing {length:N0} bytes");
    }

    /// <summary>Maps a file: to be written, or where it is frozen to be read, which Linux before version 6.7 allows only privately.</summary>
    internal static byte* Map(SafeFileHandle file, long length, bool write, string name)
    {
        nint address = MapFile(0, (nint)length, write ? ProtectRead | ProtectWrite : ProtectRead, write ? MapShared : MapPrivate, file, 0);
        return address != -1 ? (byte*)address : throw Failed(name, $"mapping {length:N0} bytes");
    }

    internal static void SealWrites(SafeFileHandle file, string name)
    {
        if (Control(file, AddSeals, SealWrite) != 0)
            throw new InvalidOperationException($"{name}: it cannot be frozen ({Marshal.GetLastPInvokeErrorMessage()}): somebody has mapped it for writing");
    }

    /// <summary>Where the first page at or behind an offset is that was ever touched; the offset where the system cannot say.</summary>
    internal static long FindData(SafeFileHandle file, long offset) => Seek(file, offset, SeekData) switch
    {
        >= 0 and long found => found,
        _ => Marshal.GetLastPInvokeError() == NoSuchAddress ? long.MaxValue : offset,
    };

    static IOException Failed(string name, string what) => new($"{name}: {what}: {Marshal.GetLastPInvokeErrorMessage()}");

    static IOException FailedAndClosed(SafeFileHandle file, string name, string what)
    {
        IOException exception = Failed(name, what);
        file.Dispose();
        return exception;
    }

    [LibraryImport("libc", EntryPoint = "memfd_create", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int CreateFile(string name, uint flags);

    [LibraryImport("libc", EntryPoint = "ftruncate", SetLastError = true)]
    private static partial int Truncate(SafeFileHandle file, long length);

    [LibraryImport("libc", EntryPoint = "lseek", SetLastError = true)]
    private static partial long Seek(SafeFileHandle file, long offset, int origin);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Control(SafeFileHandle file, int command, nint argument);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenFile(string path, int flags);

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static partial nint MapFile(nint address, nint length, int protection, int flags, SafeFileHandle file, long offset);

    [LibraryImport("libc", EntryPoint = "madvise", SetLastError = true)]
    private static partial int Advise(nint address, nint length, int advice);
}
