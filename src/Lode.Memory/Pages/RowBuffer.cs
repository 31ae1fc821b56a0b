namespace Lode.Memory;

/// <summary>Rows of binary32 values that each begin on a page of their own: the memory that a step writes logits into.</summary>
/// <remarks>Whole pages per row let one row be mapped into a controller or another process without showing its neighbours.</remarks>
public sealed unsafe class RowBuffer : IDisposable
{
    readonly PageMemory? _own;
    readonly SharedMemory? _shared;
    readonly long _offset;
    bool _disposed;

    /// <summary>Reserves rows.</summary>
    /// <param name="rows">Number of rows, at least 1.</param>
    /// <param name="columns">Values per row, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is not positive.</exception>
    public RowBuffer(int rows, int columns)
        : this(rows, columns, 0) => _own = new PageMemory(checked(Stride * rows));

    /// <summary>Rows in a part of shared memory, which stays the caller's: disposing the rows does not dispose it.</summary>
    /// <param name="memory">The memory, not frozen.</param>
    /// <param name="offset">Where the first row begins, in bytes, page-aligned.</param>
    /// <param name="rows">Number of rows, at least 1.</param>
    /// <param name="columns">Values per row, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is not positive.</exception>
    /// <exception cref="ArgumentException">The memory is frozen, the offset is not page-aligned, or the rows do not fit behind it.</exception>
    public RowBuffer(SharedMemory memory, long offset, int rows, int columns)
        : this(rows, columns, offset)
    {
        ArgumentNullException.ThrowIfNull(memory);
        if (memory.IsFrozen)
            throw new ArgumentException($"{memory.Name}: expected memory for rows, found memory that is frozen: nobody can write to it", nameof(memory));
        if (offset < 0 || offset % PageMemory.PageSize != 0)
            throw new ArgumentException($"{memory.Name}: rows begin at a multiple of {PageMemory.PageSize}, not at {offset}", nameof(offset));
        long room = PageMemory.RoundUp(memory.Length) - offset, bytes = checked(Stride * rows);
        if (bytes > room)
        {
            throw new ArgumentException($"{memory.Name}: {rows:N0} rows of {columns:N0} values need {bytes:N0} bytes at {offset:N0}, "
                + $"and there are {Math.Max(0, room):N0}", nameof(rows));
        }
        _shared = memory;
    }

    RowBuffer(int rows, int columns, long offset)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        Rows = rows;
        Columns = columns;
        Stride = PageMemory.RoundUp((long)columns * sizeof(float));
        _offset = offset;
    }

    /// <summary>Number of rows.</summary>
    public int Rows { get; }

    /// <summary>Values per row.</summary>
    public int Columns { get; }

    /// <summary>Bytes from one row to the next, whole pages.</summary>
    public long Stride { get; }

    /// <summary>The values of a row.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    /// <exception cref="ObjectDisposedException">The buffer was disposed.</exception>
    public Span<float> Row(int row) => new(Pointer(row), Columns);

    /// <summary>The first value of a row, page-aligned; valid until <see cref="Dispose"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    /// <exception cref="ObjectDisposedException">The buffer was disposed.</exception>
    public float* Pointer(int row)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)Rows, nameof(row));
        ObjectDisposedException.ThrowIf(_disposed, this);
        byte* first = _own is not null ? _own.Address : _shared!.Address;
        return (float*)(first + _offset + row * Stride);
    }

    /// <summary>Gives the memory back, where it is not somebody else's.</summary>
    public void Dispose()
    {
        _disposed = true;
        _own?.Dispose();
    }
}
