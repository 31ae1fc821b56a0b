namespace Lode.Wasm;

/// <summary>Numbers in an array, or in memory that something else keeps mapped.</summary>
readonly unsafe struct Numbers
{
    readonly int[]? _array;
    readonly int* _start;

    /// <summary>Numbers in memory.</summary>
    public Numbers(int* start, int length)
    {
        _start = start;
        Length = length;
    }

    Numbers(int[] array)
    {
        _array = array;
        Length = array.Length;
    }

    /// <summary>How many there are.</summary>
    public int Length { get; }

    /// <summary>All of them.</summary>
    public ReadOnlySpan<int> Span => _array is null ? new ReadOnlySpan<int>(_start, Length) : _array;

    /// <summary>One of them.</summary>
    public int this[int index] => Span[index];

    /// <summary>Numbers in an array.</summary>
    public static implicit operator Numbers(int[] array) => new(array);

    /// <summary>Some of them.</summary>
    public Numbers Slice(int start, int length)
    {
        ReadOnlySpan<int> part = Span.Slice(start, length);
        return _array is null ? new(_start + start, length) : new(part.ToArray());
    }
}
