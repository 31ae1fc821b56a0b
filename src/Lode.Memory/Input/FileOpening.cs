using Microsoft.Win32.SafeHandles;

namespace Lode.Memory;

/// <summary>Opens files for reading by read calls, with errors that name the file.</summary>
static class FileOpening
{
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    /// <exception cref="IOException">It is a folder, or cannot be opened.</exception>
    public static SafeFileHandle Open(string path)
    {
        if (Directory.Exists(path))
            throw new IOException($"{path}: expected a file, found a folder; name a file in it");
        try
        {
            return File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new FileNotFoundException($"{path}: expected a file, found none; check the path", path);
        }
        catch (UnauthorizedAccessException)
        {
            throw new UnauthorizedAccessException($"{path}: expected a file that this user may read, found no permission; check its mode");
        }
    }
}
