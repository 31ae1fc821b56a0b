using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Lode.Memory;

/// <summary>What the operating system says of a file: enough to tell whether it is the same file with the same content, and whose it is.</summary>
/// <param name="Device">The device that holds it.</param>
/// <param name="Inode">Its number there.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Modified">When its content last changed, in nanoseconds since 1970.</param>
/// <param name="Changed">When its content, name, owner or permissions last changed, in nanoseconds since 1970. Programs cannot set it.</param>
/// <param name="Accessed">When it was last used, in nanoseconds since 1970.</param>
/// <param name="Owner">The user that owns it.</param>
/// <param name="Mode">Kind and permissions, as <c>st_mode</c>.</param>
public readonly record struct FileStatus(
    ulong Device, ulong Inode, long Length, long Modified, long Changed, long Accessed, uint Owner, int Mode)
{
    const uint BasicWanted = 0x7ff;
    const int EmptyPath = 0x1000;
    const int NoFollow = 0x100;

    /// <summary>Whether the platform can say it: Linux on x64 and Arm64.</summary>
    public static bool IsSupported => LinuxFileMapping.IsSupported;

    /// <summary>The user that this process acts as.</summary>
    public static uint CurrentUser => LinuxFileCalls.EffectiveUser();

    /// <summary>Whether it is a regular file.</summary>
    public bool IsFile => (Mode & LinuxFileCalls.KindMask) == LinuxFileCalls.RegularFile;

    /// <summary>Whether it is a folder.</summary>
    public bool IsFolder => (Mode & LinuxFileCalls.KindMask) == LinuxFileCalls.Folder;

    /// <summary>Whether its group or all others may write it.</summary>
    public bool IsWritableByOthers => (Mode & 0x12) != 0; // 0022

    /// <summary>Asks for an open file.</summary>
    /// <exception cref="IOException">The system does not answer.</exception>
    public static FileStatus Of(SafeFileHandle file)
    {
        ArgumentNullException.ThrowIfNull(file);
        bool leased = false;
        try
        {
            file.DangerousAddRef(ref leased);
            return Read((int)file.DangerousGetHandle(), "", EmptyPath)
                ?? throw new IOException($"cannot ask for the status of an open file: {Marshal.GetLastPInvokeErrorMessage()}");
        }
        finally
        {
            if (leased)
                file.DangerousRelease();
        }
    }

    /// <summary>Asks for a path; null where there is nothing or it cannot be asked.</summary>
    /// <param name="path">The path.</param>
    /// <param name="followLinks">Whether a link at its end is followed, or is itself what is asked for.</param>
    public static FileStatus? Of(string path, bool followLinks = true) =>
        Read(LinuxFileCalls.CurrentFolder, path, followLinks ? 0 : NoFollow);

    static unsafe FileStatus? Read(int folder, string path, int flags)
    {
        byte* status = stackalloc byte[LinuxFileCalls.StatusBytes];
        if (LinuxFileCalls.Status(folder, path, flags, BasicWanted, status) != 0)
            return null;
        // struct statx, the same everywhere: include/uapi/linux/stat.h.
        ulong device = (ulong)*(uint*)(status + 136) << 32 | *(uint*)(status + 140);
        return new(device, *(ulong*)(status + 32), *(long*)(status + 40), Nanoseconds(status + 112), Nanoseconds(status + 96),
            Nanoseconds(status + 64), *(uint*)(status + 20), *(ushort*)(status + LinuxFileCalls.ModeOffset));
    }

    static unsafe long Nanoseconds(byte* time) => *(long*)time * 1_000_000_000 + *(uint*)(time + 8);
}
