using System.Runtime.InteropServices;
using Lode.Memory;
using Microsoft.Win32.SafeHandles;

namespace Lode.Control.Tests.Worker;

/// <summary>A client bears whatever is at the other end.</summary>
public sealed class HostileWorkerTests
{
    static readonly ControlLayout s_layout = new(SmallTokenizer.Count, 64, 4);
    static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    public HostileWorkerTests() => Assert.SkipUnless(LocalSocket.IsSupported, "local sockets");

    [Fact]
    public void A_greeting_that_is_none_is_an_error()
    {
        using SharedMemory small = new("small", 4096);
        using SharedMemory frozen = new("frozen", s_layout.Length);
        frozen.Freeze();
        (Action<LocalSocket, WorkerHeader> Answer, string Says)[] wrongs =
        [
            ((socket, hello) => socket.Shutdown(), "is gone"),
            ((socket, hello) => socket.Send(new byte[3], [], s_patience), "at least 64 bytes"),
            ((socket, hello) => Send(socket, hello with { Version = 2 }), "expected version 1 of the protocol, found 2"),
            ((socket, hello) => Send(socket, hello), "expected shared memory of the worker"),
            ((socket, hello) => Send(socket, hello, small.File), "expected shared memory of"),
            ((socket, hello) => Send(socket, hello, small.File, small.File), "expected shared memory of the worker"),
            ((socket, hello) => Send(socket, hello with { Kind = WorkerKind.Goodbye }, "no room"u8), "the worker says: no room"),
        ];
        foreach ((Action<LocalSocket, WorkerHeader> answer, string says) in wrongs)
        {
            ControllerException error = Should.Throw<ControllerException>(() => Connect(answer));
            error.Fault.ShouldBe(ControllerFault.Worker);
            error.Message.ShouldStartWith("the controller: ");
            error.Message.ShouldContain(says);
        }
        using SafeFileHandle file = File.OpenHandle("/dev/zero");
        Should.Throw<ControllerException>(() => Connect((socket, hello) => Send(socket, hello, file))).Message.ShouldContain("sealed against becoming shorter");
        Should.Throw<ControllerException>(() => Connect((socket, hello) => Send(socket, hello, frozen.File))).Message.ShouldContain("found memory that is frozen");
    }

    [Fact]
    public void Messages_that_are_promised_and_do_not_come_end_the_connection()
    {
        using WorkerConnection connection = Connect(Greet, out LocalSocket worker);
        using (worker)
        {
            Should.Throw<ControllerException>(() => connection.WaitForNews(5, TimeSpan.FromMilliseconds(50))).Message.ShouldContain("promised 5 messages");
            connection.Lost.ShouldNotBeNull();
            Should.Throw<ControllerException>(() => connection.Ask(WorkerHeader.Of(WorkerKind.Start), [], s_patience)).Fault.ShouldBe(ControllerFault.Worker);
        }
    }

    [Fact]
    public void A_worker_that_does_nothing_is_given_up_whatever_is_asked_of_it()
    {
        using WorkerConnection connection = Connect(Greet, out LocalSocket worker);
        using (worker)
        {
            Should.Throw<ControllerException>(() => connection.Ask(WorkerHeader.Of(WorkerKind.Start), [], TimeSpan.FromMilliseconds(50))).Message.ShouldContain("did nothing for 0.05 s");
        }
        using WorkerConnection other = Connect(Greet, out worker);
        using (worker)
            Should.Throw<ControllerException>(() => other.WaitForCall(0, 1, TimeSpan.FromMilliseconds(50))).Message.ShouldContain("did nothing for 0.05 s");
    }

    [Fact]
    public void Noise_ends_the_connection_with_an_error()
    {
        Random random = new(9);
        for (int run = 0; run < 50; run++)
        {
            using WorkerConnection connection = Connect(Greet, out LocalSocket worker);
            using (worker)
            {
                try
                {
                    for (int i = 0; i < 20; i++)
                    {
                        byte[] body = new byte[random.Next(300)];
                        random.NextBytes(body);
                        WorkerHeader header = WorkerHeader.Of((WorkerKind)random.Next(40));
                        (header.Tag, header.Object, header.B, header.D) = ((uint)i, (uint)random.Next(3), (ulong)random.NextInt64(), (ulong)random.Next(400));
                        Send(worker, header, body);
                    }
                    worker.Send(new byte[7], [], s_patience);
                }
                catch (LocalSocketClosedException)
                {
                    // The client has had enough.
                }
            }
            Should.Throw<ControllerException>(() =>
            {
                while (true)
                    connection.WaitForCall(1, 99, s_patience);
            }).Fault.ShouldBe(ControllerFault.Worker);
        }
    }

    static void Greet(LocalSocket socket, WorkerHeader hello)
    {
        using SharedMemory memory = new("greeting", s_layout.Length);
        Send(socket, hello, memory.File);
    }

    static void Connect(Action<LocalSocket, WorkerHeader> answer)
    {
        using WorkerConnection connection = Connect(answer, out LocalSocket worker);
        worker.Dispose();
    }

    static WorkerConnection Connect(Action<LocalSocket, WorkerHeader> answer, out LocalSocket worker)
    {
        (LocalSocket client, LocalSocket server) = LocalSocket.Pair();
        worker = server;
        Thread thread = new(() =>
        {
            byte[] buffer = new byte[WorkerProtocol.MessageBytes];
            server.TryReceive(buffer, s_patience, out _);
            answer(server, MemoryMarshal.Read<WorkerHeader>(buffer));
        });
        thread.Start();
        try
        {
            return new WorkerConnection("the controller", client, s_layout, null);
        }
        catch
        {
            thread.Join();
            server.Dispose();
            throw;
        }
    }

    static void Send(LocalSocket socket, WorkerHeader header, params ReadOnlySpan<SafeFileHandle> files)
    {
        header.Length = 0;
        socket.Send(MemoryMarshal.AsBytes(new ReadOnlySpan<WorkerHeader>(in header)), [], s_patience, files);
    }

    static void Send(LocalSocket socket, WorkerHeader header, ReadOnlySpan<byte> body)
    {
        header.Length = (uint)body.Length;
        socket.Send(MemoryMarshal.AsBytes(new ReadOnlySpan<WorkerHeader>(in header)), body, s_patience);
    }
}
