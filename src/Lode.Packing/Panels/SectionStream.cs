using Lode.Weights.Quantization;

namespace Lode.Packing;

/// <summary>A section of a file, read in order.</summary>
/// <param name="source">The section.</param>
/// <param name="length">Its bytes.</param>
sealed class SectionStream(TensorSource source, long length) : Stream
{
    long _position;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException("a section is read in order");
    }

    public override int Read(Span<byte> buffer)
    {
        int count = (int)Math.Min(buffer.Length, length - _position);
        source.Read(_position, buffer[..count]);
        _position += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("a section is read in order");

    public override void SetLength(long value) => throw new NotSupportedException("a section is read only");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("a section is read only");
}
