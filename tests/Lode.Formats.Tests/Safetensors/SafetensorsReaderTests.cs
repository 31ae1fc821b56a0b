namespace Lode.Formats.Tests;

/// <summary>Streams that cannot seek and give what they like.</summary>
public sealed class SafetensorsReaderTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1000)]
    public void A_stream_in_small_parts_is_the_same_file(int part)
    {
        byte[] bytes = SafetensorsBytes.Sample();
        using SafetensorsReader reader = new(new Trickle(bytes, part), "pipe");
        List<byte> data = [];
        byte[] buffer = new byte[5];
        while (reader.MoveNext())
        {
            for (int read; (read = reader.Read(buffer)) > 0;)
                data.AddRange(buffer.AsSpan(0, read));
        }
        data.ToArray().ShouldBe(bytes[^44..]);
        reader.MoveNext().ShouldBeFalse();
        reader.Current.ShouldBeNull();
    }

    [Fact]
    public void Tensors_that_nobody_reads_are_stepped_over()
    {
        byte[] bytes = SafetensorsBytes.Sample();
        using SafetensorsReader reader = new(new Trickle(bytes, 3), "pipe");
        while (reader.MoveNext() && reader.Current!.Name != "late.weight")
        {
        }
        byte[] content = new byte[20];
        reader.Read(content.AsSpan(0, 2)).ShouldBe(2);
        reader.Read(content.AsSpan(2)).ShouldBe(10);
        content[..12].ShouldBe(bytes[^16..^4]);
        reader.Read(content).ShouldBe(0);
        reader.MoveNext().ShouldBeTrue();
        reader.Current!.Name.ShouldBe("nibbles");
    }

    [Fact]
    public void Every_early_end_is_reported_where_it_is()
    {
        byte[] bytes = SafetensorsBytes.Sample();
        for (int length = 0; length < bytes.Length; length++)
        {
            ModelFormatException error = Should.Throw<ModelFormatException>(() => Drain(bytes[..length]), $"{length} bytes");
            error.File.ShouldBe("pipe");
            if (length > bytes.Length - 44)
                error.Offset.ShouldBe(length);
        }
        Drain(bytes);
        Should.Throw<ModelFormatException>(() => Drain([.. bytes, 0])).Offset.ShouldBe(bytes.Length);
    }

    [Fact]
    public void A_stream_has_no_views() =>
        Should.Throw<InvalidOperationException>(() => new SafetensorsReader(new MemoryStream(SafetensorsBytes.Sample()), "pipe").Tensors[0].View());

    static void Drain(byte[] bytes)
    {
        using SafetensorsReader reader = new(new Trickle(bytes, 11), "pipe");
        while (reader.MoveNext())
        {
        }
    }

    /// <summary>Gives a few bytes at a time and cannot seek, as a pipe.</summary>
    sealed class Trickle(byte[] bytes, int part) : Stream
    {
        int _at;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            int read = Math.Min(Math.Min(part, count), bytes.Length - _at);
            bytes.AsSpan(_at, read).CopyTo(buffer.AsSpan(offset));
            _at += read;
            return read;
        }

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
