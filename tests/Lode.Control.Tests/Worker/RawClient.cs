using System.Runtime.InteropServices;
using Lode.Memory;
using Microsoft.Win32.SafeHandles;

namespace Lode.Control.Tests.Worker;

/// <summary>A client that sends what the test says, right or wrong.</summary>
sealed class RawClient(LocalSocket socket) : IDisposable
{
    static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);
    readonly byte[] _buffer = new byte[WorkerProtocol.MessageBytes];

    public SharedMemory? Memory { get; private set; }

    public void Dispose()
    {
        Memory?.Dispose();
        socket.Dispose();
    }

    public WorkerHeader Hello(int vocabulary, int capacity = 64, int slots = 4)
    {
        WorkerMessage answer = Ask(WorkerHeader.Of(WorkerKind.Hello) with { A = (ulong)vocabulary, B = (ulong)capacity, C = (ulong)slots }, []);
        if (answer.Files.Count > 0)
            Memory = SharedMemory.Take(answer.Files[0], "memory");
        return answer.Header;
    }

    public WorkerMessage Ask(WorkerHeader header, ReadOnlySpan<byte> body, params ReadOnlySpan<SafeFileHandle> files)
    {
        Send(header, body, files);
        return Receive();
    }

    public void Send(WorkerHeader header, ReadOnlySpan<byte> body, params ReadOnlySpan<SafeFileHandle> files)
    {
        header.Length = (uint)body.Length;
        SendRaw(MemoryMarshal.AsBytes(new ReadOnlySpan<WorkerHeader>(in header)), body, files);
    }

    public void SendRaw(ReadOnlySpan<byte> header, ReadOnlySpan<byte> body, params ReadOnlySpan<SafeFileHandle> files) =>
        socket.Send(header, body, s_patience, files);

    public WorkerMessage Receive()
    {
        socket.TryReceive(_buffer, s_patience, out ReceivedMessage received).ShouldBeTrue("the worker did not answer");
        return WorkerMessage.Read(_buffer.AsSpan(0, received.Length), received.Files);
    }

    /// <summary>Waits until the worker closes the connection.</summary>
    public void ShouldBeClosed() => Should.Throw<LocalSocketClosedException>(() =>
    {
        while (socket.TryReceive(_buffer, s_patience, out _))
        {
        }
    });
}
