using System.Runtime.InteropServices;
using System.Text;
using Lode.Memory;
using Microsoft.Win32.SafeHandles;

namespace Lode.Control;

/// <summary>Sends what a worker has to tell a client. One thread at a time.</summary>
sealed class WorkerSender(LocalSocket socket)
{
    readonly byte[] _scratch = new byte[WorkerProtocol.BodyBytes];

    /// <summary>How many messages were sent that were no answers.</summary>
    public uint Told { get; private set; }

    /// <summary>Answers a question.</summary>
    /// <exception cref="LocalSocketClosedException">The client is gone.</exception>
    /// <exception cref="TimeoutException">The client does not read.</exception>
    public void Answer(in WorkerHeader question, WorkerHeader answer, ReadOnlySpan<byte> body, params ReadOnlySpan<SafeFileHandle> files)
    {
        (answer.Magic, answer.Version, answer.Kind, answer.Tag) = (WorkerProtocol.MessageMagic, WorkerProtocol.Version, question.Kind, question.Tag);
        Send(answer, body, files);
    }

    /// <summary>Answers a question that had no good end.</summary>
    public void Refuse(in WorkerHeader question, uint error, string message) =>
        Answer(question, new WorkerHeader { Error = error, Slot = question.Slot, Object = question.Object }, Short(message));

    /// <summary>Tells something that nobody asked for.</summary>
    public void Tell(in WorkerHeader header, ReadOnlySpan<byte> body)
    {
        Send(header, body);
        Told++;
    }

    /// <summary>Tells why a sequence ended, or the connection.</summary>
    public void Tell(in WorkerHeader header, string message) => Tell(header, Short(message));

    /// <summary>Tells a value of a request, in as many messages as it takes.</summary>
    public void TellValue(WorkerKind kind, uint request, string name, ReadOnlySpan<byte> value, ulong version)
    {
        int nameBytes = Encoding.UTF8.GetByteCount(name);
        if (nameBytes > WorkerProtocol.BodyBytes / 2)
            return; // nobody can be told; whoever set it keeps it
        _ = Encoding.UTF8.GetBytes(name, _scratch);
        int offset = 0;
        do
        {
            int length = Math.Min(value.Length - offset, _scratch.Length - nameBytes);
            value.Slice(offset, length).CopyTo(_scratch.AsSpan(nameBytes));
            WorkerHeader header = WorkerHeader.Of(kind);
            (header.Object, header.A, header.B, header.C, header.D) = (request, version, (ulong)offset, (ulong)value.Length, (ulong)nameBytes);
            Tell(header, _scratch.AsSpan(0, nameBytes + length));
            offset += length;
        }
        while (offset < value.Length);
    }

    void Send(WorkerHeader header, ReadOnlySpan<byte> body, params ReadOnlySpan<SafeFileHandle> files)
    {
        header.Length = (uint)body.Length;
        socket.Send(MemoryMarshal.AsBytes(new ReadOnlySpan<WorkerHeader>(in header)), body, WorkerProtocol.Patience, files);
    }

    static byte[] Short(string message)
    {
        byte[] text = Encoding.UTF8.GetBytes(message);
        return text.Length <= WorkerProtocol.BodyBytes ? text : text[..WorkerProtocol.BodyBytes];
    }
}
