using Lode.Cli.Errors;

namespace Lode.Cli.Streams;

/// <summary>A file that appears whole or not at all: written beside its place, then renamed.</summary>
sealed class AtomicFile : IDisposable
{
    readonly string _target;
    readonly string? _temporary;
    readonly FileStream _stream;
    bool _committed;

    /// <param name="path">Where the file shall be. A link is followed; a device is written to as it is.</param>
    /// <exception cref="CommandException">The folder does not take it.</exception>
    public AtomicFile(string path)
    {
        try
        {
            if (Directory.Exists(path))
                throw new CommandException($"cannot write {path}: it is a folder; give the name of a file");
            _target = IsDevice(Path.GetFullPath(path)) ? Path.GetFullPath(path) : Resolve(path);
            bool device = IsDevice(_target);
            _temporary = device ? null : $"{_target}.{Environment.ProcessId}.tmp";
            _stream = new FileStream(_temporary ?? _target, device ? FileMode.Open : FileMode.Create, FileAccess.Write, FileShare.Read);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new CommandException($"cannot write {path}: {error.Message}", error);
        }
    }

    /// <exception cref="CommandException">The disk is full or gone.</exception>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        try
        {
            _stream.Write(bytes);
        }
        catch (IOException error)
        {
            throw Failed(error);
        }
    }

    /// <summary>Puts the file in its place.</summary>
    /// <exception cref="CommandException">The last bytes or the name could not be written.</exception>
    public void Commit()
    {
        try
        {
            _stream.Dispose();
            if (_temporary is not null)
                File.Move(_temporary, _target, overwrite: true);
            _committed = true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Failed(error);
        }
    }

    /// <summary>Without <see cref="Commit"/> before, leaves no trace.</summary>
    public void Dispose()
    {
        try
        {
            _stream.Dispose();
            if (!_committed && _temporary is not null)
                File.Delete(_temporary);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The failure that led here is the one to report.
        }
    }

    CommandException Failed(Exception error) => new($"cannot write {_target}: {error.Message}", error);

    // Renaming over a device would replace it by a file.
    static bool IsDevice(string path) =>
        path.StartsWith("/dev/", StringComparison.Ordinal) || path.StartsWith("/proc/", StringComparison.Ordinal);

    static string Resolve(string path) => Path.GetFullPath(new FileInfo(path).LinkTarget is null ? path : File.ResolveLinkTarget(path, returnFinalTarget: true)!.FullName);
}
