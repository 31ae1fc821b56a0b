using System.Runtime.InteropServices;

namespace Lode.Memory;

/// <summary>Anonymous mappings through libc.</summary>
static unsafe partial class LinuxPages
{
    const int ProtRead = 1;
    const int ProtWrite = 2;
    const int MapPrivate = 0x02;
    const int MapAnonymousFlag = 0x20;
    const int MapNoReserve = 0x4000;
    const int MadvDontNeed = 4;
    const int MadvHugePage = 14;

    internal static byte* MapAnonymous(long length)
    {
        void* address = mmap(null, (nuint)length, ProtRead | ProtWrite, MapPrivate | MapAnonymousFlag | MapNoReserve, -1, 0);
        if (address == (void*)-1)
            throw new InsufficientMemoryException($"cannot reserve {length:N0} bytes of address space: {Marshal.GetLastPInvokeErrorMessage()}");
        return (byte*)address;
    }

    internal static void Unmap(byte* address, long length) => _ = munmap(address, (nuint)length);

    /// <summary>A hint, so it never fails: a kernel without huge pages ignores it.</summary>
    internal static void AdviseHuge(byte* address, long length) => _ = madvise(address, (nuint)length, MadvHugePage);

    internal static void DontNeed(byte* address, long length)
    {
        if (madvise(address, (nuint)length, MadvDontNeed) != 0)
            NativeMemory.Clear(address, (nuint)length);
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial void* mmap(void* address, nuint length, int protection, int flags, int descriptor, nint offset);

    [LibraryImport("libc")]
    private static partial int munmap(void* address, nuint length);

    [LibraryImport("libc")]
    private static partial int madvise(void* address, nuint length, int advice);
}
