using System.Diagnostics;
using Microsoft.Win32.SafeHandles;

namespace Lode.Memory.Tests.Sockets;

/// <summary>Messages and open files between processes.</summary>
public sealed class LocalSocketTests
{
    static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    public LocalSocketTests() => Assert.SkipUnless(LocalSocket.IsSupported, "local sockets");

    [Fact]
    public void Messages_arrive_whole_and_in_order()
    {
        (LocalSocket first, LocalSocket second) = LocalSocket.Pair();
        using (first)
        using (second)
        {
            first.Send([1, 2], [3], s_patience);
            first.Send([], new byte[60_000], s_patience);
            byte[] buffer = new byte[65_536];
            second.TryReceive(buffer, s_patience, out ReceivedMessage message).ShouldBeTrue();
            message.Length.ShouldBe(3);
            buffer[..3].ShouldBe([1, 2, 3]);
            second.TryReceive(buffer, s_patience, out message).ShouldBeTrue();
            message.Length.ShouldBe(60_000);
            second.TryReceive(buffer, TimeSpan.FromMilliseconds(1), out _).ShouldBeFalse();
            first.PeerProcess.ShouldBe(Environment.ProcessId);
        }
    }

    [Fact]
    public void Open_files_travel_with_messages()
    {
        (LocalSocket first, LocalSocket second) = LocalSocket.Pair();
        using (first)
        using (second)
        using (SharedMemory memory = new("sent", 8192))
        {
            memory.Span[5] = 42;
            first.Send([7], [], s_patience, memory.File);
            second.TryReceive(new byte[16], s_patience, out ReceivedMessage message).ShouldBeTrue();
            SafeFileHandle file = message.Files.ShouldHaveSingleItem();
            using SharedMemory taken = SharedMemory.Take(file, "taken");
            taken.Length.ShouldBe(8192);
            taken.Span[5].ShouldBe((byte)42);
            taken.Span[6] = 43;
            memory.Span[6].ShouldBe((byte)43);
        }
    }

    [Fact]
    public void The_end_of_the_other_side_is_noticed_after_what_it_sent()
    {
        (LocalSocket first, LocalSocket second) = LocalSocket.Pair();
        using (second)
        {
            first.Send([1], [], s_patience);
            first.Dispose();
            second.TryReceive(new byte[16], s_patience, out ReceivedMessage message).ShouldBeTrue();
            message.Length.ShouldBe(1);
            Should.Throw<LocalSocketClosedException>(() => second.TryReceive(new byte[16], s_patience, out _));
            Should.Throw<LocalSocketClosedException>(() => second.Send([1], [], s_patience));
        }
    }

    [Fact]
    public async Task Shutting_down_wakes_who_waits()
    {
        (LocalSocket first, LocalSocket second) = LocalSocket.Pair();
        using (first)
        using (second)
        {
            Task<Exception> waiting = Task.Run(() => Should.Throw<LocalSocketClosedException>(() => second.TryReceive(new byte[16], s_patience, out _)) as Exception);
            second.Shutdown();
            await waiting.WaitAsync(s_patience);
        }
    }

    [Fact]
    public void Who_does_not_read_stops_the_sender_for_a_time_only()
    {
        (LocalSocket first, LocalSocket second) = LocalSocket.Pair();
        using (first)
        using (second)
        {
            byte[] much = new byte[60_000];
            Should.Throw<TimeoutException>(() =>
            {
                for (int i = 0; i < 1000; i++)
                    first.Send([], much, TimeSpan.FromMilliseconds(20));
            }).Message.ShouldContain("has not read");
        }
    }

    [Fact]
    public void A_message_that_is_too_long_is_an_error_and_the_next_one_is_not()
    {
        (LocalSocket first, LocalSocket second) = LocalSocket.Pair();
        using (first)
        using (second)
        {
            first.Send([], new byte[100], s_patience);
            first.Send([5], [], s_patience);
            byte[] buffer = new byte[64];
            Should.Throw<IOException>(() => second.TryReceive(buffer, s_patience, out _)).Message.ShouldContain("at most 64 bytes");
            second.TryReceive(buffer, s_patience, out ReceivedMessage message).ShouldBeTrue();
            (message.Length, buffer[0]).ShouldBe((1, (byte)5));
        }
    }

    [Fact]
    public async Task Too_many_files_are_an_error_and_none_of_them_stays_open()
    {
        using SocketFolder folder = new();
        using LocalListener listener = LocalListener.Listen(folder["s"]);
        Task python = Task.Run(() => SocketFolder.Python("""
            import array, os, socket, sys
            s = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            s.connect(sys.argv[1])
            for _ in range(20):
                s.sendmsg([b'x'], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array('i', [1] * 200))])
            s.sendmsg([b'y'], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array('i', [1] * 4))])
            s.recv(1)
            """, folder["s"]));
        using LocalSocket socket = listener.Accept(s_patience).ShouldNotBeNull();
        int before = OpenFiles();
        byte[] buffer = new byte[16];
        for (int i = 0; i < 20; i++)
            Should.Throw<IOException>(() => socket.TryReceive(buffer, s_patience, out _)).Message.ShouldContain("at most 4 files");
        socket.TryReceive(buffer, s_patience, out ReceivedMessage message).ShouldBeTrue();
        message.Files.Count.ShouldBe(4);
        message.CloseFiles();
        OpenFiles().ShouldBeLessThan(before + 20);
        socket.Send([1], [], s_patience);
        await python.WaitAsync(s_patience);
    }

    [Fact]
    public async Task What_is_no_sealed_memory_is_refused_and_closed()
    {
        using SocketFolder folder = new();
        using LocalListener listener = LocalListener.Listen(folder["s"]);
        Task python = Task.Run(() => SocketFolder.Python("""
            import array, os, socket, sys
            s = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            s.connect(sys.argv[1])
            unsealed = os.memfd_create('unsealed', os.MFD_ALLOW_SEALING)
            os.ftruncate(unsealed, 8192)
            sealed_never = os.memfd_create('never')
            os.ftruncate(sealed_never, 8192)
            for fd in (unsealed, sealed_never, os.open('/dev/zero', os.O_RDWR), os.open('/', os.O_RDONLY)):
                s.sendmsg([b'x'], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array('i', [fd]))])
            s.recv(1)
            """, folder["s"]));
        using LocalSocket socket = listener.Accept(s_patience).ShouldNotBeNull();
        for (int i = 0; i < 4; i++)
        {
            socket.TryReceive(new byte[16], s_patience, out ReceivedMessage message).ShouldBeTrue();
            SafeFileHandle file = message.Files.ShouldHaveSingleItem();
            Should.Throw<IOException>(() => SharedMemory.Take(file, "theirs")).Message.ShouldContain("theirs: expected shared memory that is sealed");
            file.IsClosed.ShouldBeTrue();
        }
        socket.Send([1], [], s_patience);
        await python.WaitAsync(s_patience);
    }

    [Fact]
    public void A_killed_process_is_noticed_at_once()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/python3"), "Python plays the other process");
        using SocketFolder folder = new();
        using LocalListener listener = LocalListener.Listen(folder["s"]);
        using Process process = Process.Start("/usr/bin/python3",
            ["-c", "import socket,sys\ns=socket.socket(socket.AF_UNIX,socket.SOCK_SEQPACKET)\ns.connect(sys.argv[1])\ns.recv(1)", folder["s"]]);
        using LocalSocket socket = listener.Accept(s_patience).ShouldNotBeNull();
        socket.PeerProcess.ShouldBe(process.Id);
        process.Kill();
        Should.Throw<LocalSocketClosedException>(() => socket.TryReceive(new byte[16], s_patience, out _));
        process.WaitForExit();
    }

    static int OpenFiles() => Directory.GetFiles("/proc/self/fd").Length;
}
