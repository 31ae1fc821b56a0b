using System.Diagnostics.CodeAnalysis;
using Microsoft.Win32.SafeHandles;

namespace Lode.Memory;

/// <summary>A file that appears whole or not at all: written beside its place, synchronised with the disk, then renamed.</summary>
/// <remarks>
/// <para>Until <see cref="Commit"/> the target is what it was before, and without it <see cref="Stream.Dispose()"/> leaves no trace. A
/// process that is killed leaves its unfinished file (<c>.NAME.PROCESS-RANDOM.lode-tmp</c>) behind; the next <see cref="OutputFile"/> for
/// the same target removes it, and never one that another process is still writing.</para>
/// <para>Links are followed, so that they stay. A device, a pipe or an open descriptor (<c>/dev/stdout</c>) is written to as it is. The
/// permissions of a file that is replaced are kept.</para>
/// <para>Written from front to back; not safe for several threads. Every failure is an <see cref="IOException"/> that names the target and
/// says why, for a full disk also how much is needed and how much is free.</para>
/// </remarks>
[SuppressMessage("Naming", "CA1710", Justification = "It is a file first; that it is written as a stream is how.")]
public sealed class OutputFile : Stream
{
    const int Buffer = 1 << 16;
    const string Denied = "this user may not write there; check the permissions of the file and its folder";
    readonly OutputPlace _place;
    readonly FileStream _stream;
    readonly string? _temporary;
    long _position;
    long _reserved;
    bool _committed;
    bool _disposed;

    /// <summary>Starts a file.</summary>
    /// <param name="path">Where the file shall be; what is there stays until <see cref="Commit"/>.</param>
    /// <exception cref="IOException">The path names a folder, its folder does not exist or may not be written to.</exception>
    public OutputFile(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        Path = path;
        try
        {
            _place = OutputPlace.Find(path);
            (_stream, _temporary) = _place.IsStream
                ? (new FileStream(_place.Path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, Buffer), null)
                : TemporaryFile.Create(_place.Folder, System.IO.Path.GetFileName(_place.Path));
        }
        catch (UnauthorizedAccessException error)
        {
            throw Failed(Denied, error);
        }
        catch (Exception error) when (error is IOException or ArgumentException)
        {
            throw Failed(error.Message, error);
        }
    }

    /// <summary>The path as it was given.</summary>
    public string Path { get; }

    /// <summary>The bytes written so far. Setting it is not supported.</summary>
    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException("an output file is written from front to back");
    }

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => !_disposed;

    /// <summary>Not supported: ask for <see cref="Position"/>.</summary>
    public override long Length => throw new NotSupportedException("an output file has no length before it is committed");

    /// <summary>
    /// Takes the room for the whole file now, so that a full disk is found before the work and not after it. Where the file system cannot
    /// keep room, it is only checked that enough is free. A device or a pipe takes no room.
    /// </summary>
    /// <param name="length">Bytes of the finished file, from its start; it may become shorter or longer all the same.</param>
    /// <exception cref="IOException">There is not enough room; the message says how much is needed and how much is free.</exception>
    public void Reserve(long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_temporary is null || length <= _reserved)
            return;
        if (DiskSpace.TryReserve(_stream, _place.Folder, length) is { } reason)
            throw Failed(reason);
        _reserved = length;
    }

    /// <inheritdoc/>
    /// <exception cref="IOException">The disk is full or gone, or nobody reads the pipe any more.</exception>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        try
        {
            _stream.Write(buffer);
            _position += buffer.Length;
        }
        catch (IOException error)
        {
            throw Failed(error, buffer.Length);
        }
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count)
    {
        ValidateBufferArguments(buffer, offset, count);
        Write(buffer.AsSpan(offset, count));
    }

    /// <inheritdoc/>
    public override void WriteByte(byte value) => Write([value]);

    /// <summary>Hands what is buffered to the operating system, not to the disk.</summary>
    /// <exception cref="IOException">The disk is full or gone.</exception>
    public override void Flush()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        try
        {
            _stream.Flush();
        }
        catch (IOException error)
        {
            throw Failed(error, 0);
        }
    }

    /// <summary>Puts the file in its place, once everything of it is on the disk. Ends the writing.</summary>
    /// <exception cref="IOException">The last bytes or the name could not be written; the target is what it was before.</exception>
    public void Commit()
    {
        Flush();
        try
        {
            if (_temporary is not null)
            {
                if (_stream.Length > _position)
                    _stream.SetLength(_position); // more was reserved
                KeepPermissions(_temporary);
                _stream.Flush(flushToDisk: true);
                // Still locked: nobody may take it for a stray.
                File.Move(_temporary, _place.Path, overwrite: true);
            }
            _committed = true;
            Dispose();
            if (_temporary is not null)
                SynchronizeFolder();
        }
        catch (IOException error)
        {
            throw Failed(error, 0);
        }
        catch (UnauthorizedAccessException error)
        {
            throw Failed(Denied, error);
        }
    }

    /// <summary>Not supported.</summary>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("an output file is not read");

    /// <summary>Not supported.</summary>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("an output file is written from front to back");

    /// <summary>Not supported: see <see cref="Reserve"/>.</summary>
    public override void SetLength(long value) => throw new NotSupportedException("an output file is as long as what is written to it");

    /// <summary>Without <see cref="Commit"/> before, leaves no trace.</summary>
    protected override void Dispose(bool disposing)
    {
        if (disposing && !_disposed)
        {
            _disposed = true;
            Release(delete: !_committed);
        }
        base.Dispose(disposing);
    }

    void Release(bool delete)
    {
        try
        {
            if (delete && _temporary is not null)
                File.Delete(_temporary);
            _stream.Dispose();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The failure that led here is the one to report; a committed file has nothing left to write.
        }
    }

    void KeepPermissions(string temporary)
    {
        if (!OperatingSystem.IsWindows() && File.Exists(_place.Path))
            File.SetUnixFileMode(temporary, File.GetUnixFileMode(_place.Path));
    }

    /// <summary>Makes the new name survive a power failure. Not all file systems can, and by now the file itself is safe.</summary>
    void SynchronizeFolder()
    {
        if (!LinuxFileMapping.IsSupported)
            return;
        using SafeFileHandle folder =
            LinuxCalls.Open(_place.Folder, LinuxCalls.OpenReadOnly | LinuxCalls.OpenCloseOnExec | LinuxFileCalls.OpenFolder);
        if (!folder.IsInvalid)
            _ = LinuxFileCalls.Synchronize(folder);
    }

    IOException Failed(IOException error, int more) => Failed(
        _temporary is null ? error.Message : DiskSpace.Reason(error, _place.Folder, Math.Max(_reserved, _position + more)), error);

    IOException Failed(string reason, Exception? error = null)
    {
        IOException failure = new($"cannot write {Path}: {reason}", error);
        if (error is IOException)
            failure.HResult = error.HResult;
        return failure;
    }
}
