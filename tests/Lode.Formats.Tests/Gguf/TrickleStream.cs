namespace Lode.Formats.Tests;

/// <summary>Gives bytes in small pieces, as a pipe does, and ends or fails where it is told to.</summary>
/// <param name="bytes">What it gives.</param>
/// <param name="most">The most at a time; the pieces are of 1 to so many bytes.</param>
/// <param name="failure">What is thrown instead of the end; null to end.</param>
sealed class TrickleStream(byte[] bytes, int most = int.MaxValue, Exception? failure = null) : Stream
{
    readonly Random _random = new(bytes.Length);

    /// <summary>How many bytes were given.</summary>
    public int Given { get; private set; }

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
        buffer.IsEmpty.ShouldBeFalse("nothing was asked for");
        int count = Math.Min(Math.Min(buffer.Length, bytes.Length - Given), most == int.MaxValue ? most : _random.Next(1, most + 1));
        if (count == 0 && failure is not null)
            throw failure;
        bytes.AsSpan(Given, count).CopyTo(buffer);
        Given += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
