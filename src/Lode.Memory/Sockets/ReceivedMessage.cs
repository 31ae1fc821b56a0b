using Microsoft.Win32.SafeHandles;

namespace Lode.Memory;

/// <summary>A message that came through a <see cref="LocalSocket"/>.</summary>
/// <param name="Length">Its bytes.</param>
/// <param name="Files">The open files that came with it, which are the receiver's to dispose.</param>
public readonly record struct ReceivedMessage(int Length, IReadOnlyList<SafeFileHandle> Files)
{
    /// <summary>Closes the files that came with it.</summary>
    public void CloseFiles()
    {
        foreach (SafeFileHandle file in Files)
            file.Dispose();
    }
}
