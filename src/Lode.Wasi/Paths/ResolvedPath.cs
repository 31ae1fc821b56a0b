using Microsoft.Win32.SafeHandles;

namespace Lode.Wasi;

/// <summary>Where a path leads: a folder within the root, and a name in it that is one component, to be used without following links.</summary>
/// <param name="Folder">The folder.</param>
/// <param name="OwnsFolder">It was opened for this path, and is closed with it.</param>
/// <param name="Name">The name, with a zero byte; <c>.</c> where the path is the folder itself.</param>
/// <param name="MustBeDirectory">A slash follows the name.</param>
readonly record struct ResolvedPath(SafeFileHandle Folder, bool OwnsFolder, byte[] Name, bool MustBeDirectory) : IDisposable
{
    public void Dispose()
    {
        if (OwnsFolder)
            Folder.Dispose();
    }

    /// <summary>Asks what the name stands for now.</summary>
    public Errno GetStatus(out FileStatus status) =>
        LinuxErrors.Of(LinuxCalls.Status(Folder, Name, LinuxCalls.DoNotFollow, LinuxCalls.BasicStatus, out status));
}
