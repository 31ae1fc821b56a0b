namespace Lode.Formats.Tests;

/// <summary>Some bytes, then zeros without end: a large file that nobody has to hold.</summary>
sealed class ZeroesBehind(byte[] start) : Stream
{
    /// <summary>How many bytes were given.</summary>
    public long Given { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        buffer.Clear();
        if (Given < start.Length)
            start.AsSpan((int)Given, (int)Math.Min(buffer.Length, start.Length - Given)).CopyTo(buffer);
        Given += buffer.Length;
        return buffer.Length;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
