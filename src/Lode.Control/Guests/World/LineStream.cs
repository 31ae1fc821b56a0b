namespace Lode.Control;

/// <summary>A guest's standard output or error: its lines are logged.</summary>
/// <param name="log">Where they go.</param>
sealed class LineStream(GuestLog log) : Stream
{
    const int LineBytes = 4096;
    const byte LineEnd = (byte)'\n';
    readonly byte[] _line = new byte[LineBytes];
    int _length;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        foreach (byte value in buffer)
        {
            // What has no end is cut: a guest must not make the host keep it all.
            if (value == LineEnd || _length == LineBytes)
                WriteLine();
            if (value != LineEnd)
                _line[_length++] = value;
        }
    }

    /// <summary>Nothing: a part of a line waits for its rest.</summary>
    public override void Flush()
    {
    }

    /// <summary>There is no more: logs the last part of a line.</summary>
    public void Complete()
    {
        if (_length > 0)
            WriteLine();
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    void WriteLine()
    {
        log.Write(_length == 0 ? "\n"u8 : _line.AsSpan(0, _length));
        _length = 0;
    }
}
