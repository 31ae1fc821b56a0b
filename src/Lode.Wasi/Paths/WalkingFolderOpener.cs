using Microsoft.Win32.SafeHandles;

namespace Lode.Wasi;

/// <summary>Walks component by component, from descriptor to descriptor, and never lets the kernel follow a link.</summary>
/// <remarks>
/// <c>..</c> goes back to the descriptor that the walk came from, so that a folder that somebody moves away meanwhile leads nowhere else.
/// </remarks>
sealed class WalkingFolderOpener : IFolderOpener
{
    /// <summary>How deep a path may lead: each level holds a descriptor of the process while the walk lasts.</summary>
    public const int MaximumDepth = 256;

    const int MaximumExpandedBytes = 1 << 16;

    public Errno Open(SafeFileHandle root, ReadOnlySpan<byte> path, out SafeFileHandle? folder)
    {
        folder = null;
        Stack<SafeFileHandle> opened = new();
        try
        {
            Errno error = Walk(root, path, opened);
            if (error != Errno.Success)
                return error;
            if (opened.TryPop(out folder))
                return Errno.Success;
            folder = LinuxCalls.OpenAt(root, ".\0"u8, LinuxCalls.PathOnly | LinuxCalls.Directory | LinuxCalls.CloseOnExec, 0);
            return folder.IsInvalid ? LinuxErrors.Last : Errno.Success;
        }
        finally
        {
            foreach (SafeFileHandle handle in opened)
                handle.Dispose();
        }
    }

    static Errno Walk(SafeFileHandle root, ReadOnlySpan<byte> rest, Stack<SafeFileHandle> opened)
    {
        int links = 0;
        if (GuestPath.IsAbsolute(rest))
            return Errno.NotCapable;
        while (GuestPath.TakeFirst(ref rest, out ReadOnlySpan<byte> name))
        {
            if (name.IsEmpty || GuestPath.IsThis(name))
                continue;
            if (GuestPath.IsParent(name))
            {
                if (!opened.TryPop(out SafeFileHandle? left))
                    return Errno.NotCapable;
                left.Dispose();
                continue;
            }
            SafeFileHandle folder = opened.TryPeek(out SafeFileHandle? last) ? last : root;
            SafeFileHandle next = LinuxCalls.OpenAt(folder, GuestPath.Terminated(name),
                LinuxCalls.PathOnly | LinuxCalls.NoFollow | LinuxCalls.CloseOnExec, 0);
            if (next.IsInvalid)
                return LinuxErrors.Last;
            Errno error = GetKind(next, out FileKind kind);
            if (kind == FileKind.Directory && opened.Count < MaximumDepth)
            {
                opened.Push(next);
                continue;
            }
            using (next)
            {
                if (error != Errno.Success)
                    return error;
                if (kind != FileKind.SymbolicLink)
                    return kind == FileKind.Directory ? Errno.NameTooLong : Errno.NotDirectory;
                if (++links > GuestPath.MaximumLinks)
                    return Errno.TooManyLinks;
                error = LinkTarget.Read(next, "\0"u8, out byte[] target);
                if (error != Errno.Success)
                    return error;
                if (GuestPath.IsAbsolute(target))
                    return Errno.NotCapable;
                if (target.Length + rest.Length > MaximumExpandedBytes)
                    return Errno.NameTooLong;
                rest = (byte[])[.. target, (byte)'/', .. rest];
            }
        }
        return Errno.Success;
    }

    static Errno GetKind(SafeFileHandle handle, out FileKind kind)
    {
        Errno error = LinuxErrors.Of(LinuxCalls.Status(handle, "\0"u8, LinuxCalls.EmptyPath, LinuxCalls.BasicStatus, out FileStatus status));
        kind = error == Errno.Success ? status.Kind : FileKind.Unknown;
        return error;
    }
}
