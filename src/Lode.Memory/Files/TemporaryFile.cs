using System.Diagnostics.CodeAnalysis;

namespace Lode.Memory;

/// <summary>An unfinished file beside its target, locked as long as the process that writes it lives.</summary>
/// <remarks>
/// The lock (<c>flock</c> on Unix) goes with the process, however that ends. So an unfinished file that can be locked is a stray: its
/// writer is gone. Where a file system has no locks, nothing is taken for a stray.
/// </remarks>
static class TemporaryFile
{
    const int Buffer = 1 << 16;
    const int Attempts = 5;

    /// <summary>Windows locks what is open anyway, and renames it only where deleting is shared.</summary>
    static readonly FileShare s_share = OperatingSystem.IsWindows() ? FileShare.Delete : FileShare.None;

    /// <summary>Starts a file beside <paramref name="target"/> and removes what dead processes left there.</summary>
    /// <returns>The file, open for writing and locked, with its path.</returns>
    public static (FileStream Stream, string Path) Create(string folder, string target)
    {
        (FileStream stream, string path) = CreateLocked(folder, target);
        if (!TryLock(path, out FileStream? second))
            RemoveStrays(folder, target);
        else
            second.Dispose(); // locks exclude nobody here
        return (stream, path);
    }

    static (FileStream Stream, string Path) CreateLocked(string folder, string target)
    {
        for (int attempt = 1; ; attempt++)
        {
            string path = Path.Combine(folder, TemporaryName.New(target));
            try
            {
                FileStream stream = new(path, FileMode.CreateNew, FileAccess.Write, s_share, Buffer);
                if (File.Exists(path))
                    return (stream, path);
                stream.Dispose(); // between creating and locking, another process has taken it for a stray and deleted it
            }
            catch (IOException) when (attempt < Attempts && Directory.Exists(folder))
            {
                // The same, and the other still holds it.
            }
        }
    }

    static void RemoveStrays(string folder, string target)
    {
        try
        {
            foreach (string path in Directory.EnumerateFiles(folder, $"*{TemporaryName.Ending}"))
            {
                if (!TemporaryName.Belongs(Path.GetFileName(path), target) || !TryLock(path, out FileStream? stray))
                    continue;
                using (stray)
                    File.Delete(path);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Whoever may not list the folder or delete in it cannot tidy it either; the new file is what was asked for.
        }
    }

    static bool TryLock(string path, [NotNullWhen(true)] out FileStream? stream)
    {
        try
        {
            stream = new FileStream(path, FileMode.Open, FileAccess.Write, s_share, bufferSize: 0);
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            stream = null;
            return false;
        }
    }
}
