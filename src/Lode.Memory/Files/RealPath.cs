using System.Runtime.InteropServices;

namespace Lode.Memory;

/// <summary>Where a path leads.</summary>
public static unsafe partial class RealPath
{
    /// <summary>The absolute path of what a path names, without links, dots or double slashes; null where there is nothing.</summary>
    /// <exception cref="PlatformNotSupportedException">The platform is not Linux.</exception>
    public static string? Of(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!OperatingSystem.IsLinux())
            throw new PlatformNotSupportedException("links are followed on Linux only");
        byte* found = Find(path, null);
        if (found == null)
            return null;
        string? real = Marshal.PtrToStringUTF8((nint)found);
        NativeMemory.Free(found);
        return real;
    }

    [LibraryImport("libc", EntryPoint = "realpath", StringMarshalling = StringMarshalling.Utf8)]
    private static partial byte* Find(string path, byte* buffer);
}
