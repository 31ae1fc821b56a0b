using System.Runtime.InteropServices;

namespace Lode.Memory;

/// <summary>Keeps pages in physical memory.</summary>
static unsafe class PageLock
{
    /// <summary>Locks a range: the pages that are in memory now, and the others when they are first touched.</summary>
    /// <remarks>
    /// On fault rather than at once, because the limit is then checked for all of the range before any of it is read from a disk, and
    /// reading can show its progress.
    /// </remarks>
    public static void Take(string path, nint address, nint length)
    {
        if (!LinuxFileMapping.IsSupported)
            throw new IOException($"{path}: cannot be locked in memory: that needs mlock2 as Linux has it, and this system is another");
        if (LinuxCalls.Lock(address, length, LinuxCalls.LockOnFault) == 0)
            return;
        int error = Marshal.GetLastPInvokeError();
        ulong* limits = stackalloc ulong[2];
        string limit = LinuxCalls.Limit(LinuxCalls.LimitOfLocked, limits) == 0 ? $"{limits[0]:N0} bytes" : "not known";
        throw new IOException(
            $"{path}: cannot lock {length:N0} bytes in memory ({Marshal.GetPInvokeErrorMessage(error)}): the limit of this process, RLIMIT_MEMLOCK, "
            + $"is {limit}; raise it (ulimit -l {(length + 1023) / 1024}), or leave the pages unlocked");
    }
}
