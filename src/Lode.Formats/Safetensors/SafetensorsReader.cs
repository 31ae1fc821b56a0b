using System.Buffers;

namespace Lode.Formats;

/// <summary>Reads a safetensors file from a stream that need not seek: the header first, then tensor after tensor.</summary>
/// <remarks>The header is held in memory, of the tensors nothing. Not safe for several threads.</remarks>
public sealed class SafetensorsReader : IDisposable
{
    const int FirstPart = 1 << 16;
    readonly Stream _source;
    readonly string _path;
    readonly bool _leaveOpen;
    readonly SafetensorsHeader _header;
    int _next;
    long _left;

    /// <summary>Reads the header and checks it.</summary>
    /// <param name="source">The file's bytes from its first on.</param>
    /// <param name="path">What errors call the file.</param>
    /// <param name="leaveOpen">Whether <see cref="Dispose"/> leaves the source open.</param>
    /// <exception cref="ModelFormatException">It is not a safetensors file, is damaged, ends early, or holds something unknown.</exception>
    /// <exception cref="IOException">The source cannot be read.</exception>
    public SafetensorsReader(Stream source, string path, bool leaveOpen = false)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(path);
        _source = source;
        _path = path;
        _leaveOpen = leaveOpen;
        Header = ReadHeader();
        _header = SafetensorsHeader.Read(path, null, Header.Span);
    }

    /// <summary>The header as it is stored, without its length: for <see cref="SafetensorsWriter.WithHeader"/>.</summary>
    public ReadOnlyMemory<byte> Header { get; }

    /// <summary>The tensors in the order in which their bytes come.</summary>
    public IReadOnlyList<SafetensorsTensor> Tensors => _header.Tensors.Values;

    /// <summary>The strings of <c>__metadata__</c>, in the order of the file.</summary>
    public IReadOnlyDictionary<string, string> Metadata => _header.Metadata;

    /// <summary>The tensor whose bytes come next; null before the first <see cref="MoveNext"/> and after the last.</summary>
    public SafetensorsTensor? Current { get; private set; }

    /// <summary>Goes on to the next tensor, stepping over what was not read of the one before.</summary>
    /// <returns>False behind the last one, once the stream was found to end there.</returns>
    /// <exception cref="ModelFormatException">The stream ends early, or does not end behind the last tensor.</exception>
    /// <exception cref="IOException">The source cannot be read.</exception>
    public bool MoveNext()
    {
        SkipRest();
        if (_next == Tensors.Count)
        {
            if (Current is not null || _next == 0)
                CheckEnd();
            Current = null;
            return false;
        }
        Current = Tensors[_next++];
        _left = Current.ByteLength;
        return true;
    }

    /// <summary>Reads bytes of the current tensor.</summary>
    /// <returns>How many were read: as many as fit, fewer only at the tensor's end, and 0 behind it.</returns>
    /// <exception cref="ModelFormatException">The stream ends within the tensor.</exception>
    /// <exception cref="IOException">The source cannot be read.</exception>
    public int Read(Span<byte> buffer)
    {
        if (Current is null)
            return 0;
        buffer = buffer[..(int)Math.Min(buffer.Length, _left)];
        int read = _source.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        if (read < buffer.Length)
        {
            long got = Current.ByteLength - _left + read;
            throw new ModelFormatException(_path, ModelFormatException.Tensor(Current.Name),
                $"{Current.ByteLength} bytes from byte {Current.Offset}", $"an end after {got} of them", GgufAdvice.Incomplete,
                Current.Offset + got);
        }
        _left -= read;
        return read;
    }

    /// <summary>Closes the source, unless it was to be left open.</summary>
    public void Dispose()
    {
        if (!_leaveOpen)
            _source.Dispose();
    }

    void SkipRest()
    {
        if (_left == 0)
            return;
        byte[] buffer = ArrayPool<byte>.Shared.Rent(FirstPart);
        while (_left > 0)
            Read(buffer);
        ArrayPool<byte>.Shared.Return(buffer);
    }

    void CheckEnd()
    {
        long end = SafetensorsHeader.LengthBytes + Header.Length + _header.DataLength;
        if (_source.Read([0]) != 0)
            throw new ModelFormatException(_path, end, "the end of the file behind the last tensor", "more bytes", GgufAdvice.Damaged);
    }

    byte[] ReadHeader()
    {
        Span<byte> start = stackalloc byte[SafetensorsHeader.LengthBytes + 1];
        start = start[.._source.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
        int length = SafetensorsHeader.ReadLength(_path, start);

        // What the length promises is taken as it comes, so that a lie costs no more than what was sent.
        byte[] json = new byte[Math.Min(length, FirstPart)];
        json[0] = start[^1];
        for (int filled = 1; filled < length;)
        {
            if (filled == json.Length)
                Array.Resize(ref json, (int)Math.Min(length, 2L * json.Length));
            int read = _source.Read(json.AsSpan(filled));
            if (read == 0)
            {
                throw new ModelFormatException(_path, 0, $"a header of {length} bytes", $"an end after {filled} of them",
                    GgufAdvice.Incomplete);
            }
            filled += read;
        }
        return json;
    }
}
