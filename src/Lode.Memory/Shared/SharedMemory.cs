using Microsoft.Win32.SafeHandles;

namespace Lode.Memory;

/// <summary>Memory without a name that several processes, and guests, can have in their address spaces at once.</summary>
/// <remarks>
/// It is a memfd: pages that live as long as anybody has them open or mapped. It is sealed against becoming shorter or longer, so whoever
/// maps it can never touch a page that is not there; this is what makes it safe to look at by spans.
/// </remarks>
public sealed unsafe class SharedMemory : IDisposable
{
    readonly Lock _gate = new();
    readonly SafeFileHandle _file;
    byte* _address;

    /// <summary>Makes shared memory, all zero. Pages cost memory when they are first touched.</summary>
    /// <param name="name">A name for /proc and for messages; it need not be the only one of its kind.</param>
    /// <param name="length">Bytes, at least 1; the mapping has whole pages.</param>
    /// <exception cref="PlatformNotSupportedException">The system is not Linux.</exception>
    /// <exception cref="IOException">The system refused it.</exception>
    public SharedMemory(string name, long length)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        Name = name;
        Length = length;
        _file = SharedCalls.Create(name, PageMemory.RoundUp(length));
    }

    SharedMemory(string name, SafeFileHandle file, long length)
    {
        Name = name;
        _file = file;
        Length = length;
    }

    /// <summary>Unmaps what was never disposed.</summary>
    ~SharedMemory() => Unmap();

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>Bytes.</summary>
    public long Length { get; }

    /// <summary>The open file: to be mapped, or handed to another process.</summary>
    /// <exception cref="ObjectDisposedException">The memory was disposed.</exception>
    public SafeFileHandle File
    {
        get
        {
            ObjectDisposedException.ThrowIf(_file.IsClosed, this);
            return _file;
        }
    }

    /// <summary>Whether nobody can write to it any more.</summary>
    public bool IsFrozen { get; private set; }

    /// <summary>The first byte in this process, page-aligned; valid until <see cref="Dispose"/>. It is mapped when it is first asked for.</summary>
    /// <exception cref="ObjectDisposedException">The memory was disposed.</exception>
    public byte* Address
    {
        get
        {
            lock (_gate)
            {
                SafeFileHandle file = File;
                if (_address == null)
                    _address = SharedCalls.Map(file, PageMemory.RoundUp(Length), !IsFrozen, Name);
                return _address;
            }
        }
    }

    /// <summary>All bytes in this process; valid until <see cref="Dispose"/>. Of frozen memory it must only be read.</summary>
    /// <exception cref="InvalidOperationException">There are more bytes than a span holds; use <see cref="Address"/>.</exception>
    public Span<byte> Span => Length <= int.MaxValue
        ? new(Address, (int)Length)
        : throw new InvalidOperationException($"{Name}: {Length:N0} bytes are more than a span holds");

    /// <summary>Opens the shared memory of another process.</summary>
    /// <param name="process">The process, which must belong to the same user.</param>
    /// <param name="descriptor">The number that the memory's file has there: <c>File.DangerousGetHandle()</c>.</param>
    /// <exception cref="IOException">There is no such file, or it is no shared memory that is sealed against becoming shorter.</exception>
    public static SharedMemory Open(int process, int descriptor)
    {
        string path = $"/proc/{process}/fd/{descriptor}";
        SafeFileHandle file = SharedCalls.Open(path, out long length, out bool frozen);
        return new(path, file, length) { IsFrozen = frozen };
    }

    /// <summary>Takes over shared memory that another process sent as an open file.</summary>
    /// <param name="file">The file; it is this object's, and closed where it is refused.</param>
    /// <param name="name">A name for messages.</param>
    /// <exception cref="IOException">It is no shared memory that is sealed against becoming shorter, or is empty.</exception>
    public static SharedMemory Take(SafeFileHandle file, string name)
    {
        ArgumentNullException.ThrowIfNull(file);
        SharedCalls.Check(file, name, out long length, out bool frozen);
        if (length > 0)
            return new(name, file, length) { IsFrozen = frozen };
        file.Dispose();
        throw new IOException($"{name}: expected shared memory, found an empty file");
    }

    /// <summary>Makes a part of it zero again, for everybody, and gives its pages back.</summary>
    /// <param name="offset">Where it begins, in bytes, page-aligned.</param>
    /// <param name="length">Bytes, whole pages.</param>
    /// <exception cref="IOException">It is frozen.</exception>
    public void Clear(long offset, long length)
    {
        if (offset < 0 || length < 0 || offset > PageMemory.RoundUp(Length) - length || (offset | length) % PageMemory.PageSize != 0)
            throw new ArgumentOutOfRangeException(nameof(offset), $"{Name}: {length} bytes at {offset} are not whole pages inside {Length} bytes");
        if (length > 0)
            SharedCalls.Remove(Address + offset, length, Name);
    }

    /// <summary>Writes bytes without mapping them.</summary>
    /// <param name="offset">Where.</param>
    /// <param name="bytes">What.</param>
    public void Write(long offset, ReadOnlySpan<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, Length - bytes.Length);
        RandomAccess.Write(File, bytes, offset);
    }

    /// <summary>Whether no page of a range was ever touched, by anybody: all of it is zero, and takes no memory.</summary>
    /// <param name="offset">Where the range begins.</param>
    /// <param name="length">Bytes.</param>
    public bool IsUntouched(long offset, long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, Length - length);
        return SharedCalls.FindData(File, offset) >= offset + length;
    }

    /// <summary>Forbids all writing, for good, to everybody: what the pages hold now they hold for ever. Copies may still be private.</summary>
    /// <exception cref="InvalidOperationException">Somebody, perhaps this object, has mapped the memory for writing.</exception>
    public void Freeze()
    {
        lock (_gate)
        {
            if (_address != null && !IsFrozen)
                throw new InvalidOperationException($"{Name}: it is mapped for writing here; fill it by Write() and freeze it before anybody maps it");
            SharedCalls.SealWrites(File, Name);
            IsFrozen = true;
        }
    }

    /// <summary>Closes it here. No pointer or span of it may be used after this; who else has it keeps it.</summary>
    public void Dispose()
    {
        _file.Dispose();
        Unmap();
        GC.SuppressFinalize(this);
    }

    void Unmap()
    {
        lock (_gate)
        {
            if (_address != null)
                LinuxPages.Unmap(_address, PageMemory.RoundUp(Length));
            _address = null;
        }
    }
}
