namespace Lode.Formats;

/// <summary>Goes through an array of arrays from front to back.</summary>
public struct GgufArrayEnumerator
{
    readonly GgufMetadata _metadata;
    readonly string _key;
    long _next;
    long _left;

    internal GgufArrayEnumerator(GgufMetadata metadata, string key, long offset, long count)
    {
        _metadata = metadata;
        _key = key;
        _next = offset;
        _left = count;
    }

    /// <summary>The current array.</summary>
    public GgufArray Current { get; private set; }

    /// <summary>This enumerator, for <c>foreach</c>.</summary>
    public readonly GgufArrayEnumerator GetEnumerator() => this;

    /// <summary>Goes to the next array.</summary>
    /// <returns>False after the last.</returns>
    /// <exception cref="ModelFormatException">The file was changed since it was opened.</exception>
    /// <exception cref="ObjectDisposedException">The file was closed.</exception>
    public bool MoveNext()
    {
        if (_left == 0)
            return false;
        GgufCursor cursor = _metadata.CursorAt(_next);
        (GgufValueType element, ulong count) = GgufHeaderReader.ReadArrayStart(ref cursor, _key, depth: 0);
        Current = new GgufArray(_metadata, _key, element, (long)count, cursor.Offset);
        GgufHeaderReader.SkipElements(ref cursor, element, count, _key, depth: 1);
        _next = cursor.Offset;
        _left--;
        return true;
    }
}
