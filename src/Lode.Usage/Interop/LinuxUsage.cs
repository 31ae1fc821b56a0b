using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace Lode.Usage.Interop;

/// <summary>Snapshots from the Linux kernel.</summary>
[SupportedOSPlatform("linux")]
static class LinuxUsage
{
    const string StatusPath = "/proc/self/status";
    const int StatusBytes = 4096; // about 1.5 KB today; the memory lines come early

    public static ProcessUsage ReadSelf()
    {
        ProcessStatus status = ReadStatus();
        ProcessUsage memory = new()
        {
            AnonymousBytes = status.Anonymous,
            FileBytes = status.File,
            SharedBytes = status.Shared,
            ResidentBytes = status.Resident,
            PeakBytes = status.Peak,
            Missing = status.Anonymous is null ? $"{StatusPath} does not tell how memory divides" : null,
        };
        if (LinuxCalls.GetResourceUsage(LinuxCalls.Self, out ResourceUsage usage) != 0)
            return memory with { Missing = "getrusage is not allowed here" };
        return memory with
        {
            UserMicroseconds = usage.UserTime.Microseconds,
            SystemMicroseconds = usage.SystemTime.Microseconds,
            MinorFaults = usage.MinorFaults,
            MajorFaults = usage.MajorFaults,
            VoluntarySwitches = usage.VoluntarySwitches,
            InvoluntarySwitches = usage.InvoluntarySwitches,
            BlockReads = usage.BlockReads,
            BlockWrites = usage.BlockWrites,
        };
    }

    static ProcessStatus ReadStatus()
    {
        Span<byte> text = stackalloc byte[StatusBytes];
        try
        {
            using SafeFileHandle file = File.OpenHandle(StatusPath);
            return ProcessStatus.Parse(text[..RandomAccess.Read(file, text, 0)]);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return default; // no /proc in this container
        }
    }
}
