namespace Lode.Memory;

/// <summary>Rows of binary32 values that each begin on a page of their own: the memory that a step writes logits into.</summary>
/// <remarks>Whole pages per row let one row be mapped into a controller or another process without showing its neighbours.</remarks>
public sealed unsafe class RowBuffer : IDisposable
{
    readonly PageMemory _memory;

    /// <summary>Reserves rows.</summary>
    /// <param name="rows">Number of rows, at least 1.</param>
    /// <param name="columns">Values per row, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is not positive.</exception>
    public RowBuffer(int rows, int columns)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        Rows = rows;
        Columns = columns;
        Stride = PageMemory.RoundUp((long)columns * sizeof(float));
        _memory = new PageMemory(checked(Stride * rows));
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
        return (float*)(_memory.Address + row * Stride);
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose() => _memory.Dispose();
}
