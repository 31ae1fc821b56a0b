namespace Lode.Tokenizers;

/// <summary>Plain values that are read only: an array, or memory that stays mapped as long as the process lives.</summary>
/// <typeparam name="T">A type without references.</typeparam>
readonly unsafe struct Table<T>
    where T : unmanaged
{
    readonly T[]? _array;
    readonly T* _pointer;

    /// <summary>The first values of an array; kept.</summary>
    public Table(T[] array, int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, array.Length);
        _array = array;
        Length = length;
    }

    /// <summary>Memory that is never given back: spans over it outlive whatever handed them out.</summary>
    public Table(T* pointer, int length)
    {
        _pointer = pointer;
        Length = length;
    }

    /// <summary>The number of values.</summary>
    public int Length { get; }

    /// <summary>The values.</summary>
    public ReadOnlySpan<T> Span => _array is null ? new ReadOnlySpan<T>(_pointer, Length) : new ReadOnlySpan<T>(_array, 0, Length);
}
