namespace Lode.Memory.Tests.Sockets;

/// <summary>Where processes connect, and who may.</summary>
public sealed class LocalListenerTests
{
    static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    public LocalListenerTests() => Assert.SkipUnless(LocalSocket.IsSupported, "local sockets");

    [Fact]
    public void Only_the_user_may_connect_and_the_socket_goes_with_its_listener()
    {
        using SocketFolder folder = new();
        using (LocalListener listener = LocalListener.Listen(folder["s"]))
        {
            FileStatus.Of(folder["s"])!.Value.Mode.ShouldBe(0xC000 | 0x180); // srw-------
            using LocalSocket client = LocalSocket.Connect(folder["s"], s_patience);
            using LocalSocket server = listener.Accept(s_patience).ShouldNotBeNull();
            (server.PeerProcess, server.PeerUser).ShouldBe((Environment.ProcessId, FileStatus.CurrentUser));
            client.PeerUser.ShouldBe(FileStatus.CurrentUser);
        }
        File.Exists(folder["s"]).ShouldBeFalse();
        Should.Throw<IOException>(() => LocalSocket.Connect(folder["s"], s_patience)).Message.ShouldContain("there is no socket");
    }

    [Fact]
    public void A_socket_that_nobody_listens_at_is_replaced_and_a_live_one_is_not()
    {
        using SocketFolder folder = new();
        SocketFolder.Python("import socket,sys\ns=socket.socket(socket.AF_UNIX,socket.SOCK_SEQPACKET)\ns.bind(sys.argv[1])\ns.listen(1)", folder["s"]);
        File.Exists(folder["s"]).ShouldBeTrue();
        Should.Throw<IOException>(() => LocalSocket.Connect(folder["s"], s_patience)).Message.ShouldContain("nobody listens there any more");
        using LocalListener listener = LocalListener.Listen(folder["s"]);
        Should.Throw<IOException>(() => LocalListener.Listen(folder["s"])).Message.ShouldContain("a process listens there already");
        using LocalSocket client = LocalSocket.Connect(folder["s"], s_patience);
        listener.Accept(s_patience)?.Dispose();
    }

    [Fact]
    public void A_file_is_not_replaced()
    {
        using SocketFolder folder = new();
        File.WriteAllText(folder["s"], "mine");
        Should.Throw<IOException>(() => LocalListener.Listen(folder["s"])).Message.ShouldContain("expected a socket or nothing, found a file");
        File.ReadAllText(folder["s"]).ShouldBe("mine");
    }

    [Fact]
    public void A_folder_that_others_can_write_to_is_refused()
    {
        using SocketFolder folder = new();
        if (OperatingSystem.IsLinux())
            File.SetUnixFileMode(folder.Root, (UnixFileMode)0x1ff); // rwxrwxrwx
        Should.Throw<IOException>(() => LocalListener.Listen(folder["s"])).Message.ShouldContain("chmod go-w");
        Should.Throw<IOException>(() => LocalListener.Listen("/nowhere/s")).Message.ShouldContain("cannot be opened");
    }

    [Fact]
    public void Long_paths_work()
    {
        using SocketFolder folder = new();
        string deep = folder[Path.Combine(new string('d', 200), new string('e', 200))];
        Directory.CreateDirectory(deep);
        using LocalListener listener = LocalListener.Listen(Path.Combine(deep, "s"));
        using LocalSocket client = LocalSocket.Connect(Path.Combine(deep, "s"), s_patience);
        listener.Accept(s_patience)?.Dispose();
        Should.Throw<IOException>(() => LocalListener.Listen(Path.Combine(deep, new string('n', 120)))).Message.ShouldContain("choose a shorter one");
    }

    [Fact]
    public void Waiting_ends_after_its_time_and_when_it_is_cancelled()
    {
        using SocketFolder folder = new();
        using LocalListener listener = LocalListener.Listen(folder["s"]);
        listener.Accept(TimeSpan.FromMilliseconds(10)).ShouldBeNull();
        using CancellationTokenSource source = new(TimeSpan.FromMilliseconds(50));
        listener.Accept(Timeout.InfiniteTimeSpan, source.Token).ShouldBeNull();
    }
}
