using System.Buffers.Binary;
using System.Text;

namespace Lode.Formats;

/// <summary>Reads the fields of a header one after another, never beyond the end of the file or the limit on headers.</summary>
/// <remarks>Of a stream, no more is asked for than the fields need: the end moves on until the stream's own is found.</remarks>
unsafe ref struct GgufCursor
{
    readonly byte* _start;
    readonly GgufHeaderSource? _source;
    byte* _end;
    bool _endIsLimit;
    byte* _at;

    /// <param name="path">The file, for messages.</param>
    /// <param name="start">Its first byte.</param>
    /// <param name="length">Its length.</param>
    public GgufCursor(string path, byte* start, long length)
    {
        Path = path;
        _start = start;
        _at = start;
        _endIsLimit = length > GgufLimits.HeaderBytes;
        _end = start + Math.Min(length, GgufLimits.HeaderBytes);
    }

    /// <param name="path">The stream, for messages.</param>
    /// <param name="source">Its beginning.</param>
    public GgufCursor(string path, GgufHeaderSource source)
        : this(path, source.Start, source.Filled) => _source = source;

    public string Path { get; }

    /// <summary>Where the next field starts in the file.</summary>
    public long Offset
    {
        readonly get => _at - _start;
        set => _at = _start + value;
    }

    /// <summary>The bytes from here to the end, where <see cref="Has"/> has found it; of a stream else those that came so far.</summary>
    public readonly long Remaining => _end - _at;

    /// <summary>Whether so many bytes follow; a stream is read on until they do, or it ends.</summary>
    public bool Has(ulong length) => length <= (ulong)Remaining || (_source is not null && Fill(_source, length));

    /// <param name="what">The field, for messages.</param>
    /// <param name="owner">The key or tensor that it belongs to; joined to <paramref name="what"/> only in a message.</param>
    public uint ReadUInt32(string what, string? owner = null) => BinaryPrimitives.ReadUInt32LittleEndian(Take(4, what, owner));

    /// <inheritdoc cref="ReadUInt32"/>
    public ulong ReadUInt64(string what, string? owner = null) => BinaryPrimitives.ReadUInt64LittleEndian(Take(8, what, owner));

    /// <summary>Reads a key or a name: not empty, not too long, UTF-8 without control characters.</summary>
    public string ReadName(int limit, string what)
    {
        long offset = Offset;
        ulong length = ReadUInt64(what);
        if (length == 0 || length > (ulong)limit)
            throw Error(offset, $"{what} of 1 to {limit} bytes", $"a length of {length}", GgufAdvice.Damaged);
        ReadOnlySpan<byte> utf8 = Take((long)length, what);
        if (!GgufName.IsClean(utf8))
            throw Error(offset + 8, $"{what} in UTF-8 without control characters", $"the bytes {Hex(utf8)}", GgufAdvice.Damaged);
        return Encoding.UTF8.GetString(utf8);
    }

    /// <summary>Steps over <paramref name="count"/> strings, looking at nothing but their lengths.</summary>
    public void SkipStrings(ulong count, string owner)
    {
        for (ulong i = 0; i < count; i++)
        {
            if (!Has(8))
                throw Ends(Offset, 8, $"the length of string {i}", owner);
            ulong length = BinaryPrimitives.ReadUInt64LittleEndian(new ReadOnlySpan<byte>(_at, 8));
            _at += 8;
            if (!Has(length))
                throw Ends(Offset, length, $"string {i}", owner);
            _at += length;
        }
    }

    /// <summary>Steps over bytes and shows them.</summary>
    public ReadOnlySpan<byte> Take(long length, string what, string? owner = null)
    {
        if (!Has((ulong)length))
            throw Ends(Offset, (ulong)length, what, owner);
        ReadOnlySpan<byte> bytes = new(_at, (int)length); // the limit on headers keeps it in an int
        _at += length;
        return bytes;
    }

    /// <summary>The error of something that does not fit between here and the end.</summary>
    public readonly ModelFormatException Ends(long offset, ulong length, string what, string? owner)
    {
        if (owner is not null)
            what = $"{what} of '{owner}'";
        long rest = _end - _start - offset;
        return _endIsLimit
            ? Error(offset, $"{length} bytes of {what} within the first {GgufLimits.HeaderBytes} bytes", $"{rest} bytes left of them",
                "the header is damaged, or larger than Lode accepts")
            : Error(offset, $"{length} bytes of {what}", $"{rest} bytes to the end of the file", GgufAdvice.Incomplete);
    }

    public readonly ModelFormatException Error(long offset, string expected, string found, string advice) =>
        new(Path, offset, expected, found, advice);

    bool Fill(GgufHeaderSource source, ulong length)
    {
        long filled = source.Fill(Offset, length);
        _end = _start + Math.Min(filled, GgufLimits.HeaderBytes);
        _endIsLimit = filled > GgufLimits.HeaderBytes;
        return length <= (ulong)Remaining;
    }

    static string Hex(ReadOnlySpan<byte> bytes) =>
        bytes.Length <= 32 ? Convert.ToHexString(bytes) : $"{Convert.ToHexString(bytes[..32])}...";
}
