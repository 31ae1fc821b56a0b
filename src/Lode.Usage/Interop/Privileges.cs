using System.Runtime.Versioning;
using System.Text;

namespace Lode.Usage.Interop;

/// <summary>Programs that run with more rights than who starts them, which they lose when they are traced.</summary>
[SupportedOSPlatform("linux")]
static unsafe class Privileges
{
    const UnixFileMode Raised = UnixFileMode.SetUser | UnixFileMode.SetGroup;
    const UnixFileMode Executable = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>Whether a program, found as <c>execvp</c> finds it, has such rights.</summary>
    public static bool HasOwn(string name)
    {
        IEnumerable<string> places = name.Contains('/')
            ? [name]
            : (Environment.GetEnvironmentVariable("PATH") ?? "/bin:/usr/bin").Split(':').Select(folder => Path.Combine(folder, name));
        string? path = places.FirstOrDefault(place => File.Exists(place) && (File.GetUnixFileMode(place) & Executable) != 0);
        return path is not null && ((File.GetUnixFileMode(path) & Raised) != 0 || HasCapabilities(path));
    }

    static bool HasCapabilities(string path)
    {
        fixed (byte* file = Encoding.UTF8.GetBytes(path + "\0"), attribute = "security.capability\0"u8)
            return ProcessCalls.GetAttribute(file, attribute, null, 0) > 0;
    }
}
