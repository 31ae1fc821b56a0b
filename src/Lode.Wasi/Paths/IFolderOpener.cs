using Microsoft.Win32.SafeHandles;

namespace Lode.Wasi;

/// <summary>Opens folders within a root: no path leads out of it, whatever others do to the files at the same time.</summary>
interface IFolderOpener
{
    /// <summary>Opens the folder that a path leads to, for use as the place of names only.</summary>
    /// <param name="root">The root, which nothing leaves.</param>
    /// <param name="path">A path that is not empty.</param>
    /// <param name="folder">The folder; null where there is none, and the root itself is not given back.</param>
    Errno Open(SafeFileHandle root, ReadOnlySpan<byte> path, out SafeFileHandle? folder);
}
