using Microsoft.Win32.SafeHandles;

namespace Lode.Wasi;

/// <summary>Reads what a symbolic link says.</summary>
static class LinkTarget
{
    /// <param name="folder">The folder, or the link itself, opened as a path.</param>
    /// <param name="name">The name in the folder, with a zero byte; only that byte where the link itself is given.</param>
    /// <param name="target">What it says.</param>
    /// <returns><see cref="Errno.Invalid"/> where the name is no link.</returns>
    public static Errno Read(SafeFileHandle folder, ReadOnlySpan<byte> name, out byte[] target)
    {
        Span<byte> buffer = stackalloc byte[GuestPath.MaximumBytes];
        nint length = LinuxCalls.ReadLink(folder, name, buffer, buffer.Length);
        target = length < 0 ? [] : buffer[..(int)length].ToArray();
        return LinuxErrors.Of(length);
    }
}
