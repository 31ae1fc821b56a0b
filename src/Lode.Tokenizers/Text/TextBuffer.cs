using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Lode.Tokenizers;

/// <summary>A text on its way through normalisation, and on request where each of its bytes comes from.</summary>
/// <remarks>
/// <para>
/// Rewriting reads the text from front to back and writes the next one beside it; <see cref="EndRewrite"/> makes that the text. Reused
/// from call to call: nothing is allocated once the buffers are large enough.
/// </para>
/// <para>
/// Origins follow Hugging Face's <c>NormalizedString</c> (tokenizers 0.23, <c>tokenizer/normalizer.rs</c>), except that they begin as
/// single bytes and not as whole characters; whoever reports places in characters rounds outwards, which gives the same.
/// </para>
/// </remarks>
sealed class TextBuffer
{
    byte[] _bytes = new byte[512];
    byte[] _nextBytes = new byte[512];
    int[] _starts = [];
    int[] _ends = [];
    int[] _nextStarts = [];
    int[] _nextEnds = [];
    int _nextLength;
    int _cursor; // in the text that is being rewritten
    int _base;

    /// <summary>Bytes of the text.</summary>
    public int Length { get; private set; }

    /// <summary>The text.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, Length);

    /// <summary>Whether origins are kept.</summary>
    public bool TracksOrigins { get; private set; }

    /// <summary>Where the rewriting stands.</summary>
    public int Cursor => _cursor;

    /// <summary>Bytes that the buffers hold on to.</summary>
    public long Capacity => _bytes.Length + _nextBytes.Length + 4L * (_starts.Length + _ends.Length + _nextStarts.Length + _nextEnds.Length);

    /// <summary>Takes a new text, whose first byte is byte <paramref name="origin"/> of the caller's.</summary>
    public void Load(ReadOnlySpan<byte> text, int origin, bool tracksOrigins)
    {
        TracksOrigins = tracksOrigins;
        Length = text.Length;
        _base = origin;
        Reserve(ref _bytes, text.Length);
        text.CopyTo(_bytes);
        if (!tracksOrigins)
            return;
        Reserve(ref _starts, text.Length);
        Reserve(ref _ends, text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            _starts[i] = origin + i;
            _ends[i] = origin + i + 1;
        }
    }

    /// <summary>Takes a part of another text with its origins.</summary>
    public void Load(TextBuffer other, int start, int end)
    {
        TracksOrigins = other.TracksOrigins;
        Length = end - start;
        Reserve(ref _bytes, Length);
        other._bytes.AsSpan(start, Length).CopyTo(_bytes);
        _base = other._base;
        if (!TracksOrigins)
            return;
        Reserve(ref _starts, Length);
        Reserve(ref _ends, Length);
        other._starts.AsSpan(start, Length).CopyTo(_starts);
        other._ends.AsSpan(start, Length).CopyTo(_ends);
    }

    /// <summary>Where the bytes from <paramref name="start"/> to <paramref name="end"/> come from.</summary>
    public (int Start, int End) Origin(int start, int end)
    {
        if (start < end)
            return (_starts[start], _ends[end - 1]);
        int at = start < Length ? _starts[start] : Length > 0 ? _ends[Length - 1] : _base;
        return (at, at);
    }

    /// <summary>Whether a byte of the text is the first of the caller's whole text; of parts, only the first is asked.</summary>
    public bool BeginsAtStart(int at) => _base == 0 && at == 0;

    /// <summary>Begins a new text at the front of this one.</summary>
    public void BeginRewrite()
    {
        _cursor = 0;
        _nextLength = 0;
        ReserveNext(Length + 16);
    }

    /// <summary>Takes over the text up to <paramref name="end"/> as it is.</summary>
    public void CopyTo(int end)
    {
        int count = end - _cursor;
        if (count <= 0)
            return;
        ReserveNext(count);
        _bytes.AsSpan(_cursor, count).CopyTo(_nextBytes.AsSpan(_nextLength));
        if (TracksOrigins)
        {
            _starts.AsSpan(_cursor, count).CopyTo(_nextStarts.AsSpan(_nextLength));
            _ends.AsSpan(_cursor, count).CopyTo(_nextEnds.AsSpan(_nextLength));
        }
        _nextLength += count;
        _cursor = end;
    }

    /// <summary>Leaves the text up to <paramref name="end"/> out.</summary>
    public void SkipTo(int end) => _cursor = end;

    /// <summary>Writes bytes that come from where the bytes from <paramref name="start"/> to <paramref name="end"/> come from.</summary>
    public void Write(ReadOnlySpan<byte> bytes, int start, int end)
    {
        ReserveNext(bytes.Length);
        bytes.CopyTo(_nextBytes.AsSpan(_nextLength));
        if (TracksOrigins)
        {
            (int from, int to) = end > start ? (_starts[start], _ends[end - 1]) : (_base, _base);
            _nextStarts.AsSpan(_nextLength, bytes.Length).Fill(from);
            _nextEnds.AsSpan(_nextLength, bytes.Length).Fill(to);
        }
        _nextLength += bytes.Length;
    }

    /// <summary>
    /// Writes one character as Hugging Face's <c>transform</c> does: <paramref name="change"/> above 0 inserts it behind the last one that
    /// was read, 0 replaces the next one, -n replaces the next one and drops n more.
    /// </summary>
    public void Write(int scalar, int change)
    {
        int start = _cursor;
        int end = _cursor;
        if (change > 0)
        {
            while (start > 0)
            {
                start--;
                if (start == end - 4 || (_bytes[start] & 0xC0) != 0x80)
                    break;
            }
        }
        else if (_cursor < Length)
        {
            end += CharacterLength(_cursor);
            _cursor = end;
            for (; change < 0 && _cursor < Length; change++)
                _cursor += CharacterLength(_cursor);
        }
        Span<byte> bytes = stackalloc byte[4];
        Write(bytes[..Scalars.Write(scalar, bytes)], start, end);
    }

    /// <summary>Ends the rewriting: what was written is the text. The rest of the old one is dropped.</summary>
    public void EndRewrite()
    {
        (_bytes, _nextBytes) = (_nextBytes, _bytes);
        if (TracksOrigins)
        {
            (_starts, _nextStarts) = (_nextStarts, _starts);
            (_ends, _nextEnds) = (_nextEnds, _ends);
        }
        Length = _nextLength;
    }

    /// <summary>Replaces a byte by up to four others in the whole text, where no origins are kept.</summary>
    public void Replace(byte value, ReadOnlySpan<byte> content)
    {
        Span<byte> padded = stackalloc byte[sizeof(uint)];
        padded.Clear();
        content.CopyTo(padded);
        uint replacement = BinaryPrimitives.ReadUInt32LittleEndian(padded);
        int width = content.Length;
        int length = checked(Length + (width - 1) * Bytes.Count(value));
        Reserve(ref _nextBytes, checked(length + Vector128<byte>.Count));
        Span<byte> next = _nextBytes;
        ReadOnlySpan<byte> bytes = Bytes;
        int at = 0;
        int from = 0;
        while (Vector128.IsHardwareAccelerated && bytes.Length - from >= Vector128<byte>.Count)
        {
            // 16 bytes each time, of which those before the value count: no loop to predict.
            Vector128<byte> block = Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(bytes), (nuint)from);
            int count = BitOperations.TrailingZeroCount(Vector128.Equals(block, Vector128.Create(value)).ExtractMostSignificantBits() | 1u << 16);
            block.CopyTo(next[at..]);
            at += count;
            from += count;
            if (count == Vector128<byte>.Count)
                continue;
            do
            {
                BinaryPrimitives.WriteUInt32LittleEndian(next[at..], replacement);
                at += width;
                from++;
            }
            while (from < bytes.Length && bytes[from] == value);
        }
        foreach (byte current in bytes[from..])
        {
            // Four bytes each time, of which the next write keeps as many as count: nothing to predict.
            bool isValue = current == value;
            BinaryPrimitives.WriteUInt32LittleEndian(next[at..], isValue ? replacement : current);
            at += isValue ? width : 1;
        }
        _nextLength = at;
        EndRewrite();
    }

    /// <summary>Where the text that is being written ends so far.</summary>
    public int NextLength => _nextLength;

    int CharacterLength(int at)
    {
        Scalars.Read(Bytes, at, out int length);
        return length;
    }

    void ReserveNext(int count)
    {
        Reserve(ref _nextBytes, _nextLength + count);
        if (!TracksOrigins)
            return;
        Reserve(ref _nextStarts, _nextLength + count);
        Reserve(ref _nextEnds, _nextLength + count);
    }

    static void Reserve<T>(ref T[] array, int length)
    {
        if (array.Length < length)
            Array.Resize(ref array, (int)Math.Min(Array.MaxLength, Math.Max(length, 2L * array.Length)));
    }
}
