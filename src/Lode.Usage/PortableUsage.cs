namespace Lode.Usage;

/// <summary>What .NET can tell on every platform.</summary>
static class PortableUsage
{
    const string Unavailable =
        "page faults, switches, disk blocks, the peak, and how memory divides into anonymous, file and shared are only told on Linux";

    public static ProcessUsage ReadSelf()
    {
        // Not on browsers and phones, where these answer for nothing.
        bool tellsTime = OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() || OperatingSystem.IsLinux() || OperatingSystem.IsFreeBSD();
        Environment.ProcessCpuUsage cpu = tellsTime ? Environment.CpuUsage : default;
        return new ProcessUsage
        {
            UserMicroseconds = tellsTime ? (long)cpu.UserTime.TotalMicroseconds : null,
            SystemMicroseconds = tellsTime ? (long)cpu.PrivilegedTime.TotalMicroseconds : null,
            ResidentBytes = Environment.WorkingSet,
            Missing = Unavailable,
        };
    }
}
