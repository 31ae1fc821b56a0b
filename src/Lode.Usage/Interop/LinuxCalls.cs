using System.Runtime.InteropServices;

namespace Lode.Usage.Interop;

/// <summary>The system calls of <see cref="LinuxUsage"/>.</summary>
static partial class LinuxCalls
{
    public const int Self = 0; // RUSAGE_SELF

    [LibraryImport("libc", EntryPoint = "getrusage", SetLastError = true)]
    public static partial int GetResourceUsage(int who, out ResourceUsage usage);
}
