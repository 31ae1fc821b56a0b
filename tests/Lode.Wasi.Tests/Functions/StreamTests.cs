namespace Lode.Wasi.Tests;

public sealed class StreamTests
{
    [Fact]
    public void Standard_streams_are_those_that_were_given()
    {
        using MemoryStream output = new();
        using MemoryStream errors = new();
        using Guest guest = new(new WasiOptions
        {
            Input = WasiChannel.From(new MemoryStream("some input"u8.ToArray())),
            Output = WasiChannel.From(output),
            Error = WasiChannel.From(errors),
        });
        guest.Read(0, 4).ShouldBe("some");
        guest.Read(0).ShouldBe(" input");
        guest.Read(0).ShouldBe("");
        guest.Write(1, "out");
        guest.Write(2, "error");
        output.ToArray().ShouldBe("out"u8.ToArray());
        errors.ToArray().ShouldBe("error"u8.ToArray());
        guest.TryWrite(0, "x", out _).ShouldBe(Errno.NotCapable);
        guest.TryRead(1, 1, out _).ShouldBe(Errno.NotCapable);
    }

    [Fact]
    public void Without_streams_there_is_nothing_to_read_and_nobody_who_reads()
    {
        using Guest guest = new();
        guest.Read(0).ShouldBe("");
        guest.Write(1, "gone");
        uint stat = guest.Take(64);
        guest.Call("fd_fdstat_get", 1, stat).ShouldBe(Errno.Success);
        guest.Call("fd_filestat_get", 1, stat).ShouldBe(Errno.Success);
        guest.Call("fd_seek", 1, 0, 1, stat).ShouldBe(Errno.IllegalSeek);
        guest.Call("fd_tell", 1, stat).ShouldBe(Errno.IllegalSeek);
        guest.Call("fd_prestat_get", 3, stat).ShouldBe(Errno.BadDescriptor);
    }

    [Fact]
    public void Large_output_arrives_whole()
    {
        using MemoryStream output = new();
        using Guest guest = new(new WasiOptions { Output = WasiChannel.From(output) });
        uint text = guest.Put(new string('x', 100_000));
        uint answer = guest.Take(4);
        uint sent = 0;
        while (sent < 100_000)
        {
            guest.Call("fd_write", 1, guest.PutRanges((text + sent, 100_000 - sent)), 1, answer).ShouldBe(Errno.Success);
            sent += guest.Get<uint>(answer);
        }
        output.Length.ShouldBe(100_000);
    }

    [Fact]
    public void A_stream_that_fails_is_an_error_of_input_and_output()
    {
        using Guest guest = new(new WasiOptions { Output = WasiChannel.From(new FailingStream()), Input = WasiChannel.From(new FailingStream()) });
        guest.TryWrite(1, "x", out _).ShouldBe(Errno.InputOutput);
        guest.TryRead(0, 1, out _).ShouldBe(Errno.InputOutput);
    }

    [Fact]
    public void A_pipe_of_the_host_is_read_and_written_and_its_end_is_told()
    {
        using HostFolder folder = new();
        LinuxFiles.MakePipe(folder.Inside("pipe"), 0x180).ShouldBe(0);
        using Guest guest = new(folder);
        uint reader = guest.Open("pipe", rights: RightsOf.Stream & ~Rights.FdWrite);
        uint writer = guest.Open("pipe", rights: RightsOf.Stream & ~Rights.FdRead);
        guest.Write(writer, "through the pipe");
        guest.Read(reader, 7).ShouldBe("through");
        guest.Read(reader).ShouldBe(" the pipe");
        guest.Call("fd_fdstat_set_flags", reader, (ulong)DescriptorFlags.NonBlocking).ShouldBe(Errno.Success);
        guest.TryRead(reader, 1, out _).ShouldBe(Errno.TryAgain);
        guest.Call("fd_close", writer).ShouldBe(Errno.Success);
        guest.Read(reader).ShouldBe("");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Without_a_reader_the_guest_is_told_or_ended(bool ends)
    {
        using HostFolder folder = new();
        LinuxFiles.MakePipe(folder.Inside("pipe"), 0x180).ShouldBe(0);
        using Guest guest = new(new WasiOptions { Directories = [new(folder.Root, "/")], EndsWithoutReader = ends });
        uint reader = guest.Open("pipe", rights: RightsOf.Stream & ~Rights.FdWrite);
        uint writer = guest.Open("pipe", rights: RightsOf.Stream & ~Rights.FdRead);
        guest.Call("fd_close", reader).ShouldBe(Errno.Success);
        if (ends)
            Should.Throw<WasiExitException>(() => guest.TryWrite(writer, "x", out _)).Code.ShouldBe(WasiContext.BrokenPipeCode);
        else
            guest.TryWrite(writer, "x", out _).ShouldBe(Errno.BrokenPipe);
    }

    [Fact]
    public void A_guest_that_waits_is_stopped_from_outside()
    {
        using HostFolder folder = new();
        LinuxFiles.MakePipe(folder.Inside("pipe"), 0x180).ShouldBe(0);
        using CancellationTokenSource stop = new();
        using Guest guest = new(new WasiOptions { Directories = [new(folder.Root, "/")], Stop = stop.Token });
        uint reader = guest.Open("pipe", rights: RightsOf.Stream & ~Rights.FdWrite);
        uint writer = guest.Open("pipe", rights: RightsOf.Stream & ~Rights.FdRead);
        string large = new('x', 40_000);
        while (guest.TryWriteWithoutWaiting(writer, large)) // until the pipe is full
        {
        }
        stop.CancelAfter(20);
        guest.TryWrite(writer, large, out _).ShouldBe(Errno.Interrupted);
        guest.TryRead(reader, 1, out _).ShouldBe(Errno.Interrupted);
    }

    [Fact]
    public void A_read_that_waits_is_stopped_from_outside()
    {
        using HostFolder folder = new();
        LinuxFiles.MakePipe(folder.Inside("pipe"), 0x180).ShouldBe(0);
        using CancellationTokenSource stop = new();
        using Guest guest = new(new WasiOptions { Directories = [new(folder.Root, "/")], Stop = stop.Token });
        uint reader = guest.Open("pipe", rights: RightsOf.Stream & ~Rights.FdWrite);
        guest.Open("pipe", rights: RightsOf.Stream & ~Rights.FdRead);
        stop.CancelAfter(20);
        guest.TryRead(reader, 1, out _).ShouldBe(Errno.Interrupted);
    }

    sealed class FailingStream : MemoryStream
    {
        public override void Write(byte[] buffer, int offset, int count) => throw new IOException("full");

        public override int Read(byte[] buffer, int offset, int count) => throw new IOException("broken");
    }
}
