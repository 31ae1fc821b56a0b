using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Lode.Memory;
using Microsoft.Win32.SafeHandles;

namespace Lode.Control.Tests.Worker;

/// <summary>Clients that do not keep to docs/control-protocol.md harm nobody but themselves.</summary>
public sealed class ProtocolTests
{
    [Fact]
    public void The_numbers_are_those_of_the_manual()
    {
        Marshal.SizeOf<WorkerHeader>().ShouldBe(64);
        Marshal.SizeOf<HeaderLine>().ShouldBe(64);
        Marshal.SizeOf<SlotLine>().ShouldBe(64);
        foreach ((string field, int offset) in new[] { ("Kind", 8), ("Tag", 12), ("Object", 16), ("Slot", 20), ("Error", 24), ("Length", 28), ("A", 32), ("D", 56) })
            ((int)Marshal.OffsetOf<WorkerHeader>(field)).ShouldBe(offset);
        foreach ((string field, int offset) in new[] { ("FirstSlot", 24), ("Doorbell", 40), ("Sleeping", 44), ("Served", 48) })
            ((int)Marshal.OffsetOf<HeaderLine>(field)).ShouldBe(offset);
        foreach ((string field, int offset) in new[] { ("Phase", 4), ("Done", 8), ("Verdict", 12), ("Messages", 16), ("Sleeping", 20), ("Flags", 24), ("Nanoseconds", 32) })
            ((int)Marshal.OffsetOf<SlotLine>(field)).ShouldBe(offset);
    }

    [Fact]
    public void Messages_of_all_wrong_kinds_are_told_so_and_end_the_connection()
    {
        using WorkerHost host = new();
        WorkerHeader hello = WorkerHeader.Of(WorkerKind.Hello) with { A = 40, B = 64, C = 4 };
        (Action<RawClient> Send, string Says)[] wrongs =
        [
            (client => client.SendRaw(new byte[10], []), "expected a message of at least 64 bytes, found 10"),
            (client => client.SendRaw(new byte[64], []), "expected a message that begins with 0x57444f4c, found 0x00000000"),
            (client => client.Send(hello with { Version = 9 }, []), "expected version 1 of the protocol, found 9"),
            (client => client.SendRaw(MemoryMarshal.AsBytes(new ReadOnlySpan<WorkerHeader>(ref hello)), new byte[3]), "expected a message of 0 bytes behind its header, found 3"),
            (client => client.Send(WorkerHeader.Of(WorkerKind.Open), []), "expected a hello first, found a message of kind 6"),
            (client => client.Send(hello with { A = 0 }, []), "vocabulary is out of its range"),
            (client => client.Send(hello with { C = 4097 }, []), "slots is out of its range"),
            (client => client.Send(hello with { B = ulong.MaxValue }, []), "tokenCapacity is out of its range"),
            (client => client.Send(hello with { A = 39 }, []), "expected a vocabulary of at least the 40 tokens"),
            (client => client.Send(hello with { A = 1 << 22, B = 1 << 26, C = 4096 }, []), "ask for fewer"),
        ];
        foreach ((Action<RawClient> send, string says) in wrongs)
        {
            using RawClient client = host.Connect();
            send(client);
            WorkerMessage goodbye = client.Receive();
            goodbye.Header.Kind.ShouldBe(WorkerKind.Goodbye);
            goodbye.Text.ShouldContain(says);
            client.ShouldBeClosed();
        }
        using RawClient fine = host.Connect();
        fine.Hello(40).Kind.ShouldBe(WorkerKind.Hello);
    }

    [Fact]
    public void Wrong_kinds_after_the_hello_end_the_connection_too()
    {
        using WorkerHost host = new();
        foreach (uint kind in (uint[])[0, 1, 9, 15, 19, 32, 35, 36, 37, uint.MaxValue])
        {
            using RawClient client = host.Connect();
            client.Hello(40);
            client.Send(WorkerHeader.Of((WorkerKind)kind), []);
            client.Receive().Text.ShouldContain("expected a message of a kind that a client may send");
            client.ShouldBeClosed();
        }
    }

    [Fact]
    public void What_cannot_be_is_refused_and_the_connection_goes_on()
    {
        using WorkerHost host = new();
        using RawClient client = host.Connect();
        client.Hello(40);
        WorkerHeader load = WorkerHeader.Of(WorkerKind.Load);
        byte[] body = [.. new byte[64], .. Encoding.UTF8.GetBytes(Programs.PathOf("probe"))];
        uint controller = client.Ask(load, body).Header.Object;
        uint request = client.Ask(WorkerHeader.Of(WorkerKind.Start) with { Object = controller }, []).Header.Object;
        WorkerHeader open = WorkerHeader.Of(WorkerKind.Open) with { Object = request, Slot = 0, A = WorkerProtocol.Unset };
        client.Ask(open, []).Header.Error.ShouldBe(0u);
        (WorkerHeader Header, byte[] Body, string Says)[] wrongs =
        [
            (load, new byte[63], "expected 64 bytes of limits and a path"),
            (load, [.. Enumerable.Repeat((byte)255, 64), (byte)'/'], "expected a limit of at most 60000000"),
            (load, [.. new byte[64], .. "relative"u8], "expected a path that begins with '/'"),
            (load, [.. new byte[64], .. "/no/such"u8], "/no/such: expected a WebAssembly module, found none"),
            (load, [.. new byte[64], .. Encoding.UTF8.GetBytes(Programs.Folder + "/probe.c")], "probe.c"),
            (WorkerHeader.Of(WorkerKind.Unload) with { Object = 77 }, [], "there is no controller 77"),
            (WorkerHeader.Of(WorkerKind.Start) with { Object = request }, [], "there is no controller"),
            (WorkerHeader.Of(WorkerKind.Finish) with { Object = controller }, [], "there is no request"),
            (open, [], "slot 0 is in use"),
            (open with { Slot = 4 }, [], "expected a slot below 4, found 4"),
            (open with { Slot = 1, A = 0 }, [], "a new sequence has number 1 or more, not 0"),
            (open with { Slot = 1, A = 1 << 20 }, [], "more than the 16"),
            (open with { Slot = 1, A = 1UL << 50 }, [], "expected the number of a sequence"),
            (WorkerHeader.Of(WorkerKind.Close) with { Slot = 3 }, [], "there is no sequence in slot 3"),
            (WorkerHeader.Of(WorkerKind.Close) with { Slot = uint.MaxValue }, [], "there is no sequence in slot"),
            (WorkerHeader.Of(WorkerKind.Fork) with { A = WorkerProtocol.Unset }, [1, 0, 0], "expected 1 to 15 slots of 4 bytes each"),
            (WorkerHeader.Of(WorkerKind.Fork) with { A = WorkerProtocol.Unset }, [1, 0, 0, 0, 1, 0, 0, 0], "expected a slot of its own for each branch"),
            (WorkerHeader.Of(WorkerKind.Fork) with { A = WorkerProtocol.Unset }, [0, 0, 0, 0], "slot 0 is in use"),
            (WorkerHeader.Of(WorkerKind.Fork) with { A = WorkerProtocol.Unset }, new byte[64], "expected 1 to 15 slots"),
        ];
        foreach ((WorkerHeader header, byte[] sent, string says) in wrongs)
        {
            WorkerMessage answer = client.Ask(header, sent);
            answer.Header.Error.ShouldNotBe(0u, says);
            answer.Text.ShouldContain(says);
        }
        client.Ask(open with { Slot = 1 }, []).Header.Error.ShouldBe(0u);
    }

    [Fact]
    public void A_controller_and_files_can_be_sent_open()
    {
        using WorkerHost host = new(allow: []);
        using RawClient client = host.Connect();
        client.Hello(40);
        client.Ask(WorkerHeader.Of(WorkerKind.Load), [.. new byte[64], .. Encoding.UTF8.GetBytes(Programs.PathOf("probe"))]).Text
            .ShouldContain("start it with --allow FOLDER, or send the file open");
        using SafeFileHandle module = File.OpenHandle(Programs.PathOf("probe"));
        uint controller = client.Ask(WorkerHeader.Of(WorkerKind.Load), [.. new byte[64], .. "my probe"u8], module).Header.Object;
        string path = Path.Combine(host.Folder, "words");
        File.WriteAllText(path, "some words\n");
        using (SafeFileHandle words = File.OpenHandle(path))
            client.Send(WorkerHeader.Of(WorkerKind.File) with { A = 1 }, "fwords.txt"u8, words);
        File.Delete(path);
        client.Send(WorkerHeader.Of(WorkerKind.Argument), "init read f\ninit "u8);
        client.Send(WorkerHeader.Of(WorkerKind.Argument), "trap"u8);
        uint request = client.Ask(WorkerHeader.Of(WorkerKind.Start) with { Object = controller }, []).Header.Object;
        client.Ask(WorkerHeader.Of(WorkerKind.Open) with { Object = request, A = WorkerProtocol.Unset }, []).Header.Error.ShouldBe(0u);
        RawCall(client, 0, 0);
        WorkerMessage log = client.Receive();
        log.Header.Kind.ShouldBe(WorkerKind.Log);
        Encoding.UTF8.GetString(log.Body.AsSpan(4)).ShouldStartWith("file f: some words");
        WorkerMessage fault = client.Receive();
        (fault.Header.Kind, fault.Header.Error).ShouldBe((WorkerKind.Fault, 1 + (uint)ControllerFault.Trap));
        fault.Text.ShouldStartWith("my probe: it trapped");
    }

    [Fact]
    public void More_files_than_may_come_are_closed()
    {
        using WorkerHost host = new();
        using RawClient client = host.Connect();
        client.Hello(40);
        using SharedMemory memory = new("sent", 4096);
        client.Ask(WorkerHeader.Of(WorkerKind.Load), new byte[70], memory.File, memory.File).Text.ShouldContain("one open file at most");
        client.Ask(WorkerHeader.Of(WorkerKind.Close), [], memory.File).Header.Error.ShouldNotBe(0u);
        client.Send(WorkerHeader.Of(WorkerKind.File) with { A = 100 }, "f"u8, memory.File);
        client.ShouldBeClosed();
        SpinWait.SpinUntil(() => OpenFiles("memfd:sent") == 1, TimeSpan.FromSeconds(30)).ShouldBeTrue();
    }

    [Fact]
    public void Anything_may_be_written_into_the_lines()
    {
        using WorkerHost host = new();
        Random random = new(7);
        for (int run = 0; run < 20; run++)
        {
            using RawClient client = host.Connect();
            client.Hello(40);
            uint controller = client.Ask(WorkerHeader.Of(WorkerKind.Load), [.. new byte[64], .. Encoding.UTF8.GetBytes(Programs.PathOf("probe"))]).Header.Object;
            uint request = client.Ask(WorkerHeader.Of(WorkerKind.Start) with { Object = controller }, []).Header.Object;
            for (uint slot = 0; slot < 4; slot++)
                client.Ask(WorkerHeader.Of(WorkerKind.Open) with { Object = request, Slot = slot, A = WorkerProtocol.Unset }, []).Header.Error.ShouldBe(0u);
            Span<byte> memory = client.Memory!.Span;
            for (int i = 0; i < 200; i++)
            {
                random.NextBytes(memory[..(5 * 64)]);
                random.NextBytes(memory.Slice(4096, 4096));
                Futex.Wake(ref MemoryMarshal.AsRef<uint>(memory[40..]));
            }
        }
        using ModelDriver driver = new(host.Load("probe"));
        driver.Run("step allow 9 12", 3)[0].Generated.ShouldBe([9, 12, 9]);
    }

    [Fact]
    public void Random_messages_do_not_end_the_worker()
    {
        using WorkerHost host = new();
        Random random = new(11);
        for (int run = 0; run < 60; run++)
        {
            using RawClient client = host.Connect();
            client.Hello(40);
            try
            {
                for (int i = 0; i < 20; i++)
                {
                    byte[] body = new byte[random.Next(200)];
                    random.NextBytes(body);
                    WorkerHeader header = WorkerHeader.Of((WorkerKind)random.Next(2, 19));
                    (header.Object, header.Slot, header.Tag) = ((uint)random.Next(4), (uint)random.Next(6), (uint)i);
                    (header.A, header.B) = ((ulong)random.NextInt64(), (ulong)random.Next(3));
                    client.Send(header, body);
                }
            }
            catch (LocalSocketClosedException)
            {
                // It was told why.
            }
        }
        using ModelDriver driver = new(host.Load("probe"));
        driver.Run("step allow 9 12", 3)[0].Generated.ShouldBe([9, 12, 9]);
    }

    internal static void RawCall(RawClient client, int slot, uint phase)
    {
        Span<byte> memory = client.Memory!.Span;
        Span<byte> line = memory.Slice(64 * (1 + slot), 64);
        BinaryPrimitives.WriteUInt32LittleEndian(line[4..], phase);
        Volatile.Write(ref MemoryMarshal.AsRef<uint>(line), MemoryMarshal.Read<uint>(line) + 1);
        Interlocked.Increment(ref MemoryMarshal.AsRef<uint>(memory[40..]));
        Futex.Wake(ref MemoryMarshal.AsRef<uint>(memory[40..]));
    }

    internal static int OpenFiles(string name) =>
        new DirectoryInfo("/proc/self/fd").GetFiles().Count(file => (file.LinkTarget ?? "").Contains(name, StringComparison.Ordinal));
}
