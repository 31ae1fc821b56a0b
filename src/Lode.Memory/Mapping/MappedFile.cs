using Microsoft.Win32.SafeHandles;

namespace Lode.Memory;

/// <summary>A whole file, mapped read-only and shared: its bytes are the page cache's, so opening costs the same at any size.</summary>
/// <remarks>
/// <para>Bytes are reached through leases (<see cref="View"/>). <see cref="Dispose"/> ends the giving of leases; the file is unmapped when
/// the last lease has ended. All members may be called from any thread.</para>
/// <para>The map shows the file as it is, not as it was: a program that overwrites the file changes the bytes under every view, and one
/// that cuts it short ends this process when a missing page is read. Replace model files by renaming, never in place.</para>
/// </remarks>
public sealed class MappedFile : IDisposable
{
    const long PopulateChunk = 16 << 20;
    readonly FileMapping _mapping;
    volatile bool _disposed; // the handle itself counts as closed only when the last lease has ended

    MappedFile(string path, FileMapping mapping)
    {
        Path = path;
        _mapping = mapping;
    }

    /// <summary>The path as it was given to <see cref="Open(string)"/>.</summary>
    public string Path { get; }

    /// <summary>The length of the file in bytes when it was opened; 0 is possible.</summary>
    public long Length => _mapping.Length;

    /// <summary>Maps a file. No byte of it is read.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    /// <exception cref="IOException">
    /// The path names a folder, a pipe or something else that cannot be mapped, or mapping failed.
    /// </exception>
    public static MappedFile Open(string path) => Open(path, portable: false);

    /// <summary>Maps a file that is open, so that nobody can exchange it. The handle stays the caller's and is not needed any more.</summary>
    /// <param name="file">The file, opened for reading.</param>
    /// <param name="path">What errors call it.</param>
    /// <exception cref="IOException">It is not a file, or mapping failed.</exception>
    /// <exception cref="PlatformNotSupportedException">The platform is not Linux.</exception>
    public static MappedFile Open(SafeFileHandle file, string path)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!LinuxFileMapping.IsSupported)
            throw new PlatformNotSupportedException("open files are mapped on Linux only");
        return new MappedFile(path, LinuxFileMapping.Map(file, path, owned: false));
    }

    /// <summary>The same, by the portable implementation where that is wanted.</summary>
    internal static MappedFile Open(string path, bool portable)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new MappedFile(path, FileMapping.Open(path, portable));
    }

    /// <summary>Reads a whole file into private memory, by read calls in order, instead of mapping it.</summary>
    /// <param name="path">A file; what cannot be read at a position, such as a pipe, is none.</param>
    /// <param name="progress">Told the bytes that were read, after every chunk.</param>
    /// <param name="cancellationToken">Looked at before every chunk.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    /// <exception cref="IOException">The path names something else than a file, reading failed, or the file became shorter meanwhile.</exception>
    /// <exception cref="InsufficientMemoryException">There is not enough memory for it.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; the memory was given back.</exception>
    public static MappedFile Read(string path, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new MappedFile(path, FileReader.Read(path, progress, cancellationToken));
    }

    /// <summary>Shows private memory as a file: for bytes that were read, streamed or made instead of mapped.</summary>
    /// <param name="path">What errors call it.</param>
    /// <param name="memory">The bytes. It belongs to the result, and goes with the last lease.</param>
    /// <param name="length">How many of them there are, 0 to the memory's length.</param>
    /// <exception cref="ArgumentOutOfRangeException">The memory is shorter.</exception>
    public static MappedFile FromMemory(string path, PageMemory memory, long length)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(memory);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, memory.Length);
        return new MappedFile(path, new PrivateFileMapping(memory, length));
    }

    /// <summary>Takes a lease on a range of the file; the range stays mapped until the lease is disposed.</summary>
    /// <param name="offset">First byte, 0 to <see cref="Length"/>.</param>
    /// <param name="length">Bytes, 0 to <see cref="Length"/> - <paramref name="offset"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range does not lie in the file.</exception>
    /// <exception cref="ObjectDisposedException">This object was disposed.</exception>
    public MappedView View(long offset, long length)
    {
        CheckRange(offset, length);
        return new MappedView(Lease(), offset, length);
    }

    /// <summary>Tells the kernel how a range will be read. A hint: where the platform has none, nothing happens.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The range does not lie in the file.</exception>
    /// <exception cref="ObjectDisposedException">This object was disposed.</exception>
    public void Advise(long offset, long length, AccessAdvice advice)
    {
        CheckRange(offset, length);
        FileMapping mapping = Lease();
        try
        {
            mapping.Advise(offset, length, advice);
        }
        finally
        {
            mapping.DangerousRelease();
        }
    }

    /// <summary>Reads a range into memory and maps its pages, 16 MiB at a time.</summary>
    /// <param name="offset">First byte.</param>
    /// <param name="length">Bytes.</param>
    /// <param name="progress">Told the bytes of the range that are done, after every chunk.</param>
    /// <param name="cancellationToken">Looked at before every chunk.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range does not lie in the file.</exception>
    /// <exception cref="ObjectDisposedException">This object was disposed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; the chunks before stay populated.</exception>
    /// <exception cref="IOException">The file has become shorter than it was when it was opened.</exception>
    public void Populate(long offset, long length, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        CheckRange(offset, length);
        FileMapping mapping = Lease();
        try
        {
            for (long done = 0; done < length;)
            {
                cancellationToken.ThrowIfCancellationRequested();
                long chunk = Math.Min(PopulateChunk, length - done);
                mapping.Populate(offset + done, chunk);
                done += chunk;
                progress?.Report(done);
            }
        }
        finally
        {
            mapping.DangerousRelease();
        }
    }

    /// <summary>Keeps the file's pages in physical memory: those that are there now, and the others from when they are first touched.</summary>
    /// <remarks>Until the file is unmapped. Together with <see cref="Populate"/> all of it stays.</remarks>
    /// <exception cref="IOException">The system does not allow it; the message says how much it would.</exception>
    /// <exception cref="ObjectDisposedException">This object was disposed.</exception>
    public void Lock()
    {
        FileMapping mapping = Lease();
        try
        {
            mapping.Lock(Path);
        }
        finally
        {
            mapping.DangerousRelease();
        }
    }

    /// <summary>How many bytes of a range lie in pages that are in memory now (in the page cache, whoever read them).</summary>
    /// <returns>
    /// The bytes, counted by whole pages cut to the range; -1 where the platform cannot tell, or does not tell this user (Linux answers
    /// only those who own the file or may write it).
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">The range does not lie in the file.</exception>
    /// <exception cref="ObjectDisposedException">This object was disposed.</exception>
    public long ResidentBytes(long offset, long length)
    {
        CheckRange(offset, length);
        FileMapping mapping = Lease();
        try
        {
            return mapping.ResidentBytes(offset, length);
        }
        finally
        {
            mapping.DangerousRelease();
        }
    }

    /// <summary>Ends the giving of leases. The file is unmapped now, or when the last lease ends.</summary>
    public void Dispose()
    {
        _disposed = true;
        _mapping.Dispose();
    }

    FileMapping Lease()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        bool leased = false;
        _mapping.DangerousAddRef(ref leased);
        return _mapping;
    }

    void CheckRange(long offset, long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, Length);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Length - offset);
    }
}
