using Lode.Cli.Streams;

namespace Lode.Cli.Tests;

public sealed class OutputStreamTests
{
    const int BrokenPipe = 32;

    [Fact]
    public void Every_write_is_flushed()
    {
        using MemoryStream bytes = new();
        using BufferedStream buffered = new(bytes, 1000);
        using OutputStream output = new(buffered);
        output.Write("ab"u8);
        bytes.ToArray().ShouldBe("ab"u8.ToArray());
        output.Last.ShouldBe((byte)'b');
        output.Write(""u8);
        output.Last.ShouldBe((byte)'b');
    }

    [Fact]
    public void A_closed_pipe_is_remembered_and_not_an_error()
    {
        using FailingStream stream = new(new IOException("broken pipe", BrokenPipe));
        using OutputStream output = new(stream);
        output.Write("a"u8);
        output.IsClosed.ShouldBeTrue();
        output.Write("b"u8);
        stream.Writes.ShouldBe(1);
    }

    [Fact]
    public void Any_other_failure_is_an_error()
    {
        using FailingStream stream = new(new IOException("no space left"));
        using OutputStream output = new(stream);
        Should.Throw<IOException>(() => output.Write("a")).Message.ShouldBe("cannot write to the output: no space left");
        output.IsClosed.ShouldBeFalse();
    }

    sealed class FailingStream(IOException error) : MemoryStream
    {
        public int Writes { get; private set; }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            Writes++;
            throw error;
        }
    }
}
