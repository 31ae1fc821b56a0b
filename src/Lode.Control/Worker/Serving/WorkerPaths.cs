using Lode.Memory;

namespace Lode.Control;

/// <summary>The files that clients may name.</summary>
sealed class WorkerPaths
{
    readonly string[] _folders;

    /// <param name="folders">Folders whose files, at any depth, may be named.</param>
    /// <exception cref="IOException">One is not there.</exception>
    public WorkerPaths(IEnumerable<string> folders) => _folders =
        [.. folders.Select(folder => Directory.Exists(folder) && RealPath.Of(folder) is string real ? real : throw new IOException($"there is no folder {folder}"))];

    /// <summary>The path without links.</summary>
    /// <param name="path">What a client named.</param>
    /// <param name="what">What it should be, for messages.</param>
    /// <exception cref="IOException">There is no such file, or it is in none of the folders.</exception>
    public string Check(string path, string what)
    {
        if (!Path.IsPathRooted(path))
            throw new IOException($"{path}: expected a path that begins with '/', found one that depends on where a process works");
        if (_folders.Length == 0)
            throw new IOException($"{path}: this worker opens no files by their paths; start it with --allow FOLDER, or send the file open");
        string real = RealPath.Of(path) ?? throw new FileNotFoundException($"{path}: expected {what}, found none; check the path", path);
        foreach (string folder in _folders)
        {
            if (folder == "/" || (real.StartsWith(folder, StringComparison.Ordinal) && (real.Length == folder.Length || real[folder.Length] == '/')))
                return real;
        }
        throw new IOException($"{path}: the worker may open files of {string.Join(", ", _folders)} only; start it with --allow {Path.GetDirectoryName(real)}");
    }
}
