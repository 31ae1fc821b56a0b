using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Lode.Memory;

/// <summary>Room on the file system that a file is written to.</summary>
static class DiskSpace
{
    const int NoSpace = 28;
    const int QuotaExceeded = 122;
    const int WindowsDiskFull = unchecked((int)0x80070070);

    /// <summary>Makes a file as long as it is going to be, so that its bytes cannot fail for want of room later.</summary>
    /// <returns>Null, or why the room is not there.</returns>
    public static string? TryReserve(FileStream file, string folder, long length)
    {
        // Before anything is taken: ext4 fills the disk to its last block before it says that a request does not fit, and everybody else
        // who writes there meanwhile finds it full. Where nothing can be kept, what is missing now will be missing later too.
        if (Free(folder) is long free && free < length - file.Length)
            return Full(folder, length);
        if (!LinuxFileMapping.IsSupported || !TryAllocate(file.SafeFileHandle, length, out int error) || error == 0)
            return null;
        return IsFull(error) ? Full(folder, length) : Marshal.GetPInvokeErrorMessage(error);
    }

    /// <summary>Says why a write failed.</summary>
    public static string Reason(IOException error, string folder, long needed) =>
        IsFull(error.HResult) ? Full(folder, needed) : error.Message;

    static string Full(string folder, long needed)
    {
        string free = Free(folder) is long bytes ? $"{Count(bytes)} are free there" : "fewer are free there";
        return $"the disk is full: the file needs {Count(needed)} bytes, {free}; make room, or write to another disk";
    }

    static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    static bool IsFull(int error) => error is NoSpace or QuotaExceeded or WindowsDiskFull;

    static bool TryAllocate(SafeFileHandle file, long length, out int error)
    {
        do
        {
            error = LinuxFileCalls.Allocate(file, 0, 0, length) == 0 ? 0 : Marshal.GetLastPInvokeError();
        }
        while (error == LinuxFileCalls.Interrupted);
        return error is not (LinuxFileCalls.NotSupported or LinuxFileCalls.NoSuchCall);
    }

    static long? Free(string folder)
    {
        try
        {
            return new DriveInfo(folder).AvailableFreeSpace;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }
}
