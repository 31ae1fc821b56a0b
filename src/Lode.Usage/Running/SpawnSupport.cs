namespace Lode.Usage.Running;

/// <summary>Where commands can be run and measured.</summary>
public static class SpawnSupport
{
    /// <summary>Whether <see cref="CommandRunner"/> works here.</summary>
    /// <param name="reason">Why not, in words; empty where it does.</param>
    public static bool IsSupported(out string reason)
    {
        reason = "";
        if (!OperatingSystem.IsLinux())
            reason = "measuring a command needs posix_spawn, wait4 and /proc as Linux has them; this system is another";
        else if (!Environment.Is64BitProcess)
            reason = "measuring a command needs a 64-bit process";
        else if (!File.Exists("/proc/self/status"))
            reason = "measuring a command needs /proc, which is not mounted here";
        return reason.Length == 0;
    }
}
