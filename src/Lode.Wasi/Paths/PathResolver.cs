using Microsoft.Win32.SafeHandles;

namespace Lode.Wasi;

/// <summary>Finds where a guest's path leads within a root.</summary>
/// <remarks>
/// The answer is a folder's descriptor and one name in it. Whatever is done with them does not follow links, so that a link that
/// somebody puts there in the meantime leads nowhere: the call fails, and the path is resolved again.
/// </remarks>
sealed class PathResolver(IFolderOpener folders)
{
    /// <summary>How the kernel at hand does it best.</summary>
    public static PathResolver Best { get; } = new(KernelFolderOpener.IsSupported ? new KernelFolderOpener() : new WalkingFolderOpener());

    /// <summary>Resolves a path.</summary>
    /// <param name="root">A folder, which no path leaves.</param>
    /// <param name="path">The guest's path.</param>
    /// <param name="following">Whether a symbolic link in the last place is followed.</param>
    /// <param name="resolved">The place; to be disposed of where there is no error.</param>
    public Errno Resolve(SafeFileHandle root, ReadOnlySpan<byte> path, Following following, out ResolvedPath resolved)
    {
        resolved = default;
        bool mustBeDirectory = false;
        for (int links = 0; ;)
        {
            if (path.IsEmpty)
                return Errno.NoEntry;
            if (GuestPath.IsAbsolute(path))
                return Errno.NotCapable;
            if (path.Length > GuestPath.MaximumBytes)
                return Errno.NameTooLong;
            ReadOnlySpan<byte> parent = GuestPath.Split(path, out ReadOnlySpan<byte> name, out bool hasSlash);
            mustBeDirectory |= hasSlash;
            SafeFileHandle? folder = null;
            if (!parent.IsEmpty)
            {
                Errno error = folders.Open(root, parent, out folder);
                if (error != Errno.Success)
                    return error;
            }
            ResolvedPath place = new(folder ?? root, folder is not null, GuestPath.Terminated(name), mustBeDirectory);
            bool follow = following == Following.Always || (following == Following.WithSlash && mustBeDirectory);
            if (!follow || GuestPath.IsThis(name) || LinkTarget.Read(place.Folder, place.Name, out byte[] target) != Errno.Success)
            {
                resolved = place; // no link; or nothing at all, which whoever uses the place will find out
                return Errno.Success;
            }
            place.Dispose();
            if (++links > GuestPath.MaximumLinks)
                return Errno.TooManyLinks;
            path = GuestPath.IsAbsolute(target) ? target : [.. parent, .. target];
        }
    }
}
