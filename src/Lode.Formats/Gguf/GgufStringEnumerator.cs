using System.Buffers.Binary;

namespace Lode.Formats;

/// <summary>
/// Goes through an array of strings from front to back, without copying: <c>foreach (ReadOnlySpan&lt;byte&gt; utf8 in ...)</c>.
/// </summary>
/// <remarks>The spans lie in the mapped file; they and the enumerator must not be used after the file is closed.</remarks>
public ref struct GgufStringEnumerator
{
    readonly GgufMetadata _metadata;
    readonly string _key;
    ReadOnlySpan<byte> _rest;
    long _left;

    internal GgufStringEnumerator(GgufMetadata metadata, string key, ReadOnlySpan<byte> strings, long count)
    {
        _metadata = metadata;
        _key = key;
        _rest = strings;
        _left = count;
    }

    /// <summary>The bytes of the current string; UTF-8 by the rules of the format, but not checked.</summary>
    public ReadOnlySpan<byte> Current { get; private set; }

    /// <summary>This enumerator, for <c>foreach</c>.</summary>
    public readonly GgufStringEnumerator GetEnumerator() => this;

    /// <summary>Goes to the next string.</summary>
    /// <returns>False after the last.</returns>
    /// <exception cref="ModelFormatException">The file was changed since it was opened.</exception>
    public bool MoveNext()
    {
        if (_left == 0)
            return false;
        // Checked when the file was opened; again because the map shows what others write into the file.
        ulong length = _rest.Length >= 8 ? BinaryPrimitives.ReadUInt64LittleEndian(_rest) : ulong.MaxValue;
        if (length > (ulong)(_rest.Length - 8))
            throw _metadata.Error(_key, "the strings that were there when the file was opened", "others", "do not change a file in use");
        Current = _rest.Slice(8, (int)length);
        _rest = _rest[(8 + (int)length)..];
        _left--;
        return true;
    }
}
