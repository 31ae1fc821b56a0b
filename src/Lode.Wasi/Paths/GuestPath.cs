namespace Lode.Wasi;

/// <summary>Takes paths of guests apart: bytes, any but zero, between slashes.</summary>
static class GuestPath
{
    /// <summary>The longest path that is taken, as on Linux.</summary>
    public const int MaximumBytes = 4096;

    /// <summary>How many symbolic links one path may lead through, as on Linux.</summary>
    public const int MaximumLinks = 40;

    const byte Slash = (byte)'/';

    /// <summary>Cuts the last component off. What ends in <c>.</c> or <c>..</c> has none: it is a folder as a whole.</summary>
    /// <param name="path">The path, not empty.</param>
    /// <param name="name">The last component, or <c>.</c>.</param>
    /// <param name="isDirectory">A slash follows: only a directory may have the name.</param>
    /// <returns>The path of the folder that holds the name; empty where that is the root.</returns>
    public static ReadOnlySpan<byte> Split(ReadOnlySpan<byte> path, out ReadOnlySpan<byte> name, out bool isDirectory)
    {
        ReadOnlySpan<byte> trimmed = path.TrimEnd(Slash);
        isDirectory = trimmed.Length < path.Length;
        int slash = trimmed.LastIndexOf(Slash);
        name = trimmed[(slash + 1)..];
        if (name.Length > 0 && !IsThis(name) && !IsParent(name))
            return trimmed[..(slash + 1)];
        name = "."u8;
        isDirectory = true;
        return path;
    }

    /// <summary>Takes the first component.</summary>
    /// <param name="path">The path; what is left of it behind the component.</param>
    /// <param name="name">The component; empty where two slashes follow each other.</param>
    /// <returns>Whether there was one.</returns>
    public static bool TakeFirst(ref ReadOnlySpan<byte> path, out ReadOnlySpan<byte> name)
    {
        int slash = path.IndexOf(Slash);
        name = slash < 0 ? path : path[..slash];
        bool found = !path.IsEmpty;
        path = slash < 0 ? [] : path[(slash + 1)..];
        return found;
    }

    public static bool IsAbsolute(ReadOnlySpan<byte> path) => path is [Slash, ..];

    public static bool IsThis(ReadOnlySpan<byte> name) => name is [(byte)'.'];

    public static bool IsParent(ReadOnlySpan<byte> name) => name is [(byte)'.', (byte)'.'];

    /// <summary>The bytes, and the zero that system calls want.</summary>
    public static byte[] Terminated(ReadOnlySpan<byte> path) => [.. path, 0];
}
